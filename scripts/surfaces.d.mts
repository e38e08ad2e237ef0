export const root: string;
export const alias: Record<string, string>;
