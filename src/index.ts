export * from './config/config-folder';
export * from './config/versioned-config-map';
export * from './mounts/mount-source';
