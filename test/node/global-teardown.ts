export default async function (): Promise<void> {
  await (globalThis as any).stopNode?.();
}
