import { Scanner } from './finding';
import { isPlaceholder } from './placeholders';

/** A token that a vendor gave a recognisable shape. */
export interface TokenPattern {
  readonly kind: string;
  readonly description: string;
  /** Literals of which every match contains one: without any, the expression is not run. */
  readonly hints: readonly string[];
  /**
   * Bounded in width, so that a search reads a bounded window from every position. Group 1, if any, is the credential.
   */
  readonly expression: RegExp;
  /** Whether the shape must also look drawn at random, since words could spell it. */
  readonly random: boolean;
}

/** No letter, digit, `_` or `-` before it, unless that is the end of an escape such as the `\n` of a JSON string. */
const START = String.raw`(?:(?<![\w-])|(?<=\\[nrt]))`;
const END = '(?![A-Za-z0-9])';

function pattern(
  kind: string,
  description: string,
  hints: string | string[],
  source: string,
  random = false,
): TokenPattern {
  return { kind, description, hints: [hints].flat(), expression: new RegExp(source, 'g'), random };
}

/** Every vendor token that is known by its shape. */
export const TOKEN_PATTERNS: readonly TokenPattern[] = [
  pattern(
    'aws-access-key',
    'an AWS access key id',
    ['AKIA', 'ASIA', 'ABIA', 'ACCA'],
    `${START}(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}${END}`,
  ),
  pattern(
    'aws-secret-key',
    'an AWS secret access key',
    ['ecret', 'ECRET'],
    String.raw`[Ss](?:ecret|ECRET)[_-]?(?:[Aa](?:ccess|CCESS))?[_-]?[Kk](?:ey|EY)\\?["']?[ \t]{0,8}`
      + String.raw`[:=][ \t]{0,8}\\?["']?([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])`,
    true,
  ),
  pattern('aws-bedrock-key', 'an Amazon Bedrock API key', 'ABSK', `${START}ABSK[A-Za-z0-9+/]{100,200}`),
  pattern('gcp-api-key', 'a Google API key', 'AIza', `AIza[A-Za-z0-9_-]{35}${END}`),
  pattern('gcp-oauth-secret', 'a Google OAuth client secret', 'GOCSPX-', 'GOCSPX-[A-Za-z0-9_-]{28}'),
  pattern('gcp-access-token', 'a Google OAuth access token', 'ya29.', `${START}ya29\\.[A-Za-z0-9_-]{30,200}`),
  pattern('gcp-refresh-token', 'a Google OAuth refresh token', '1//0', `${START}1//0[A-Za-z0-9_-]{40,200}`),
  pattern('azure-storage-key', 'an Azure storage account key', 'AccountKey=', 'AccountKey=([A-Za-z0-9+/]{86}==)'),
  pattern(
    'azure-storage-key',
    'an Azure storage account key',
    '+ASt',
    '(?<=[A-Za-z0-9+/]{76})\\+ASt[A-Za-z0-9+/]{6}==',
  ),
  pattern(
    'azure-shared-access-key',
    'an Azure shared access key',
    'SharedAccessKey=',
    'SharedAccessKey=([A-Za-z0-9+/]{43}=)',
  ),
  pattern(
    'azure-sas',
    'an Azure shared access signature',
    'sig=',
    '[?&;]sig=((?:[A-Za-z0-9+/]|%2[BbFf]){43}(?:=|%3[Dd]))',
  ),
  pattern(
    'azure-client-secret',
    'a Microsoft Entra client secret',
    'Q~',
    '(?<=(?:(?<![\\w~.-])|(?<=\\\\[nrt]))[A-Za-z0-9_~.-]{3}\\d)Q~[A-Za-z0-9_~.-]{31,34}(?![\\w~-])',
  ),
  pattern('azure-devops-token', 'an Azure DevOps token', 'AZDO', `(?<=[A-Za-z0-9]{76})AZDO[A-Za-z0-9]{4}${END}`),
  pattern('alibaba-access-key', 'an Alibaba Cloud access key id', 'LTAI', `${START}LTAI[A-Za-z0-9]{16,20}${END}`, true),
  pattern('tencent-secret-id', 'a Tencent Cloud secret id', 'AKID', `${START}AKID[A-Za-z0-9]{32}${END}`, true),
  pattern('digitalocean-token', 'a DigitalOcean token', '_v1_', 'do[opr]_v1_[a-f0-9]{64}'),
  pattern('heroku-token', 'a Heroku token', 'HRKU-', 'HRKU-[A-Za-z0-9_-]{36,100}'),
  pattern('cloudflare-origin-key', 'a Cloudflare origin CA key', 'v1.0-', 'v1\\.0-[a-f0-9]{24}-[a-f0-9]{146}'),

  pattern('github-token', 'a GitHub token', ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'], 'gh[pousr]_[A-Za-z0-9]{36,255}'),
  pattern('github-token', 'a GitHub token', 'github_pat_', 'github_pat_[A-Za-z0-9_]{22,255}', true),
  pattern(
    'gitlab-token',
    'a GitLab token',
    'gl',
    `${START}gl(?:pat|dt|rt|ptt|ft|imt|agent|soat|oas|cbt|ffct)-[A-Za-z0-9_.-]{20,255}`,
    true,
  ),
  pattern('bitbucket-token', 'a Bitbucket app password', 'ATBB', `${START}ATBB[A-Za-z0-9]{28,40}`),
  pattern('atlassian-token', 'an Atlassian token', ['ATATT3', 'ATCTT3'], 'AT[AC]TT3[A-Za-z0-9_=-]{60,255}'),
  pattern('npm-token', 'an npm token', 'npm_', `npm_[A-Za-z0-9]{36}${END}`),
  pattern('pypi-token', 'a PyPI token', 'pypi-', 'pypi-[A-Za-z0-9_-]{50,255}', true),
  pattern('rubygems-token', 'a RubyGems key', 'rubygems_', 'rubygems_[a-f0-9]{48}'),
  pattern('nuget-key', 'a NuGet key', 'oy2', `${START}oy2[a-z0-9]{43}${END}`, true),
  pattern('crates-token', 'a crates.io token', 'cio', `${START}cio[A-Za-z0-9]{32}${END}`, true),
  pattern('docker-hub-token', 'a Docker Hub token', 'dckr_', 'dckr_[po]at_[A-Za-z0-9_-]{27,100}'),
  pattern(
    'artifactory-token',
    'an Artifactory token',
    ['AKCp', 'cmVmdGtu'],
    `${START}(?:AKCp|cmVmdGtu)[A-Za-z0-9]{56,80}`,
  ),
  pattern('sonar-token', 'a SonarQube token', ['squ_', 'sqa_', 'sqp_'], `${START}sq[uap]_[a-f0-9]{40}`),
  pattern(
    'terraform-token',
    'an HCP Terraform token',
    '.atlasv1.',
    '(?<=[A-Za-z0-9]{14})\\.atlasv1\\.[A-Za-z0-9_=-]{60,80}',
  ),
  pattern('pulumi-token', 'a Pulumi token', 'pul-', `${START}pul-[a-f0-9]{40}${END}`),
  pattern(
    'vault-token',
    'a HashiCorp Vault token',
    ['hvs.', 'hvb.', 'hvr.'],
    `${START}hv[sbr]\\.[A-Za-z0-9_-]{24,255}`,
    true,
  ),
  pattern(
    'doppler-token',
    'a Doppler token',
    'dp.',
    `${START}dp\\.(?:pt|st|ct|sa|scim|audit)\\.(?:[a-z0-9_-]{2,35}\\.)?[A-Za-z0-9]{40,44}`,
  ),
  pattern('onepassword-token', 'a 1Password service account token', 'ops_eyJ', 'ops_eyJ[A-Za-z0-9+/=_-]{100,255}'),
  pattern('age-secret-key', 'an age secret key', 'AGE-SECRET-KEY-', 'AGE-SECRET-KEY-(?:PQ-)?1[0-9A-Z]{58}'),
  pattern(
    'tailscale-key',
    'a Tailscale key',
    'tskey-',
    'tskey-(?:(?:auth|api|client|scim|webhook)-)?[A-Za-z0-9-]{15,100}',
    true,
  ),
  pattern('openshift-token', 'an OpenShift token', 'sha256~', 'sha256~[A-Za-z0-9_-]{43}'),

  pattern('slack-token', 'a Slack token', 'xox', 'xox[abeoprs]-[A-Za-z0-9-]{10,255}', true),
  pattern('slack-token', 'a Slack token', 'xapp-', 'xapp-\\d-[A-Z0-9]{8,20}-\\d{8,20}-[a-f0-9]{32,80}'),
  pattern(
    'slack-webhook',
    'a Slack webhook address',
    'hooks.slack.com/',
    'hooks\\.slack\\.com/(?:services|workflows|triggers)/[A-Z0-9]{6,20}/[A-Za-z0-9]{6,24}/([A-Za-z0-9/]{16,80})',
  ),
  pattern(
    'discord-webhook',
    'a Discord webhook address',
    '/api/webhooks/',
    'discord(?:app)?\\.com/api/webhooks/\\d{16,20}/([A-Za-z0-9_-]{60,80})',
  ),
  pattern(
    'teams-webhook',
    'a Microsoft Teams webhook address',
    'webhook.office.com/',
    'webhook\\.office\\.com/webhookb2/[a-f0-9@-]{36,80}/IncomingWebhook/([a-f0-9]{32})',
  ),
  pattern(
    'telegram-bot-token',
    'a Telegram bot token',
    ':AA',
    '(?<=(?<!\\d)\\d{8,10}):(AA[A-Za-z0-9_-]{33})(?![\\w-])',
    true,
  ),
  pattern('sendgrid-key', 'a SendGrid key', 'SG.', `${START}SG\\.[A-Za-z0-9_-]{16,32}\\.[A-Za-z0-9_-]{16,64}`, true),
  pattern('mailgun-key', 'a Mailgun key', 'key-', `${START}key-[a-f0-9]{32}${END}`),
  pattern('mailchimp-key', 'a Mailchimp key', '-us', `(?<=${START}[a-f0-9]{32})-us\\d{1,2}(?![A-Za-z0-9-])`),
  pattern('twilio-key', 'a Twilio key', 'SK', `${START}SK[a-f0-9]{32}${END}`),

  pattern('stripe-key', 'a Stripe key', ['k_live_', 'k_test_'], `${START}[rs]k_(?:live|test)_[A-Za-z0-9]{16,255}`),
  pattern('stripe-webhook-secret', 'a Stripe webhook secret', 'whsec_', 'whsec_[A-Za-z0-9+/=]{24,100}'),
  pattern('square-token', 'a Square token', ['sq0atp-', 'sq0csp-'], 'sq0(?:atp|csp)-[A-Za-z0-9_-]{22,43}'),
  pattern('square-token', 'a Square token', 'EAAA', `${START}EAAA[A-Za-z0-9_-]{60}(?![\\w-])`, true),
  pattern('shopify-token', 'a Shopify token', 'shp', 'shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}'),
  pattern(
    'paypal-token',
    'a Braintree access token',
    'access_token$',
    'access_token\\$(?:production|sandbox)\\$[a-z0-9]{16}\\$[a-f0-9]{32}',
  ),

  pattern('anthropic-key', 'an Anthropic key', 'sk-ant-', 'sk-ant-[A-Za-z0-9_-]{20,255}', true),
  pattern(
    'openai-key',
    'an OpenAI key',
    'sk-',
    `${START}sk-(?:proj-|svcacct-|admin-|or-v1-)?[A-Za-z0-9_-]{20,255}`,
    true,
  ),
  pattern('huggingface-token', 'a Hugging Face token', 'hf_', `${START}hf_[A-Za-z0-9]{34}${END}`, true),
  pattern('groq-key', 'a Groq key', 'gsk_', `${START}gsk_[A-Za-z0-9]{52}${END}`),
  pattern('xai-key', 'an xAI key', 'xai-', `${START}xai-[A-Za-z0-9]{80}${END}`),
  pattern('replicate-token', 'a Replicate token', 'r8_', `${START}r8_[A-Za-z0-9]{37}${END}`),
  pattern('perplexity-key', 'a Perplexity key', 'pplx-', `${START}pplx-[A-Za-z0-9]{48}${END}`),

  pattern('databricks-token', 'a Databricks token', 'dapi', `${START}dapi[a-f0-9]{32}${END}`),
  pattern('grafana-token', 'a Grafana token', 'glsa_', 'glsa_[A-Za-z0-9]{32}_[a-fA-F0-9]{8}'),
  pattern('grafana-token', 'a Grafana token', 'glc_', `${START}glc_[A-Za-z0-9+/]{32,255}`, true),
  pattern('grafana-token', 'a Grafana API key', 'eyJrIjoi', 'eyJrIjoi[A-Za-z0-9+/]{60,255}'),
  pattern('newrelic-key', 'a New Relic key', ['NRAK-', 'NRII-', 'NRAA-'], 'NR(?:AK|II|AA)-[A-Za-z0-9_-]{27,40}'),
  pattern('newrelic-key', 'a New Relic key', 'NRAL', `(?<=[a-f0-9]{36})NRAL${END}`),
  pattern('dynatrace-token', 'a Dynatrace token', 'dt0', `${START}dt0[a-z]\\d\\d\\.[A-Z0-9]{24}\\.[A-Z0-9]{64}${END}`),
  pattern('sentry-token', 'a Sentry token', ['sntrys_', 'sntryu_'], 'sntry[su]_[A-Za-z0-9+/=_-]{40,255}'),
  pattern('planetscale-token', 'a PlanetScale token', 'pscale_', 'pscale_(?:pw|tkn|oauth)_[A-Za-z0-9_.=-]{32,64}'),
  pattern(
    'supabase-token',
    'a Supabase key',
    ['sbp_', 'sb_secret_'],
    `${START}(?:sbp_[a-f0-9]{40}|sb_secret_[A-Za-z0-9_-]{20,64})`,
  ),
  pattern('airtable-token', 'an Airtable token', 'pat', `${START}pat[A-Za-z0-9]{14}\\.[a-f0-9]{64}`),
  pattern('postman-key', 'a Postman key', 'PMAK-', 'PMAK-[a-f0-9]{24}-[a-f0-9]{34}'),
  pattern('linear-key', 'a Linear key', 'lin_api_', 'lin_api_[A-Za-z0-9]{40}'),
  pattern(
    'notion-token',
    'a Notion token',
    ['ntn_', 'secret_'],
    `${START}(?:ntn_[A-Za-z0-9]{40,64}|secret_[A-Za-z0-9]{43}${END})`,
    true,
  ),
  pattern('figma-token', 'a Figma token', 'figd_', 'figd_[A-Za-z0-9_-]{40,60}'),
  pattern(
    'launchdarkly-key',
    'a LaunchDarkly key',
    ['sdk-', 'api-'],
    `${START}(?:sdk|api)-[a-f0-9]{8}-[a-f0-9]{4}-4[a-f0-9]{3}-[a-f0-9]{4}-[a-f0-9]{12}${END}`,
  ),
  pattern('buildkite-token', 'a Buildkite token', 'bkua_', 'bkua_[a-f0-9]{40}'),
  pattern('circleci-token', 'a CircleCI token', 'CCIPAT_', 'CCIPAT_[A-Za-z0-9]{22}_[a-f0-9]{40}'),
  pattern('netlify-token', 'a Netlify token', 'nfp_', `${START}nfp_[A-Za-z0-9]{36,64}`),
];

/** Whether the token has both letters and digits and is not a chain of words. */
function looksDrawn(token: string): boolean {
  return (
    /\d/.test(token) &&
    /[A-Za-z]/.test(token) &&
    new Set(token).size >= 10 &&
    !/^[a-z]+(?:[-_.][a-z]+)*[-_.]?\d{0,4}$/.test(token)
  );
}

/** One search for all the literals: most texts have none. */
const ANY_HINT = new RegExp(
  TOKEN_PATTERNS.flatMap(({ hints }) => hints)
    .map((hint) => hint.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'))
    .join('|'),
);

export const findVendorToken: Scanner = (text) => {
  if (!ANY_HINT.test(text)) {
    return undefined;
  }
  for (const { kind, description, hints, expression, random } of TOKEN_PATTERNS) {
    if (!containsAny(text, hints)) {
      continue;
    }
    expression.lastIndex = 0;
    for (let match = expression.exec(text); match !== null; match = expression.exec(text)) {
      const token = match[1] ?? match[0];
      if (!isPlaceholder(token) && !isMasked(token) && (!random || looksDrawn(token))) {
        expression.lastIndex = 0;
        return { kind, description, offset: match.index };
      }
    }
  }
  return undefined;
};

/** A loop and no callback: this runs for every pattern on every text. */
function containsAny(text: string, hints: readonly string[]): boolean {
  for (const hint of hints) {
    if (text.includes(hint)) {
      return true;
    }
  }
  return false;
}

/** Whether the token ends in a mask, as in `ghp_xxxxxxxx`. */
function isMasked(token: string): boolean {
  return /[xX*0.]{12}$/.test(token);
}
