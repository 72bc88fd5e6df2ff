import type { ExternalSecretValue, ExternalSecretValueOptions } from './external-secret-data';
import { IExternalSecretStore } from './secret-store';

export function remoteRef(value: ExternalSecretValue): object {
  const { path, property, version, fetchMetadata } = value;
  return { key: path, property, version, metadataPolicy: fetchMetadata ? 'Fetch' : undefined, ...strategies(value) };
}

export function sourceRef(store: IExternalSecretStore | undefined): object | undefined {
  return store && { storeRef: storeRef(store) };
}

export function storeRef(store: IExternalSecretStore): object {
  return { name: store.storeName, kind: store.storeKind };
}

export function strategies({ decoding, conversion, nullBytePolicy }: ExternalSecretValueOptions): object {
  return { decodingStrategy: decoding, conversionStrategy: conversion, nullBytePolicy };
}
