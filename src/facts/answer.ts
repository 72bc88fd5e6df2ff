/** Whether something holds, where a manifest may not tell: each side says once how it takes the unknown. */
export type Answer = 'yes' | 'no' | 'unknown';
