export const AREAS: Record<string, readonly string[]>;
export function areaOf(environment: Record<string, string | undefined>): { area: string; tests: readonly string[] };
