'use strict';

const fs = require('node:fs');
const { logLine } = require('../shared/log.js');
const { connect, isRefusal } = require('./database.js');
const { createService } = require('./service.js');

const settings = JSON.parse(fs.readFileSync(process.env.SETTINGS_FILE ?? '/etc/payments/config/settings.json', 'utf8'));
const service = createService({
  secretsFolder: process.env.SECRETS_FOLDER ?? '/etc/payments/secrets',
  gateway: settings.gateway,
  connect: (credentials) => connect({ timeoutMs: 5_000, ...settings.database }, credentials),
  isRefusal,
});

service.start();
service.server.listen(Number(process.env.PORT ?? 8080));

process.once('SIGTERM', () => {
  logLine('stopping');
  void service.stop();
});
