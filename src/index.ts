export * from './mounts/mount-source';
