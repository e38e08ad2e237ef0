export const ruleIds: readonly string[];
export function rulesPage(current?: string): string;
