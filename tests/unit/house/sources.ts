import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'vite';

export const root = fileURLToPath(new URL('../../..', import.meta.url));
export const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** Repository paths with forward slashes of the files under `folders` whose name matches. */
export function filesUnder(folders: readonly string[], name: RegExp): readonly string[] {
  const walk = (folder: string): string[] =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return entry.name === 'node_modules' || entry.name === 'dist' ? [] : walk(path);
      return name.test(entry.name) ? [relative(root, path).split(sep).join('/')] : [];
    });
  return folders.flatMap((folder) => walk(join(root, folder))).sort();
}

export interface Node {
  readonly type: string;
  readonly start: number;
  readonly [field: string]: unknown;
}
export const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';

/** The syntax tree of a TypeScript source, as ESTree. Throws where it cannot be read. */
export function parse(file: string, source: string): Node {
  const { program, errors } = parseSync(file, source);
  const [first] = errors;
  if (first !== undefined) throw new Error(`${file}: ${first.message}`);
  // The parser's own types do not cover what is asked of it here: every node has a type and a start.
  return program as unknown as Node;
}

/** Every node, parents before children. `visit` answers false to leave a node's children out. */
export function walk(node: Node, visit: (node: Node) => boolean | void): void {
  if (visit(node) === false) return;
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? (value as unknown[]) : [value]) if (isNode(child)) walk(child, visit);
  }
}

/** A string literal's value, or a template's with `…` for each blank; null for anything else. */
export function textOf(node: unknown): string | null {
  if (!isNode(node)) return null;
  if (node.type === 'Literal') return typeof node['value'] === 'string' ? node['value'] : null;
  if (node.type !== 'TemplateLiteral') return null;
  return (node['quasis'] as readonly { value: { cooked: string } }[]).map((quasi) => quasi.value.cooked).join('…');
}

export const lineOf = (source: string, at: number): number => source.slice(0, at).split('\n').length;
