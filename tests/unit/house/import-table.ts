import { builtinModules } from 'node:module';
import { dirname, join } from 'node:path/posix';
import { parse, textOf, walk } from './sources.ts';

/**
 * docs/rooms.md as data: which room may open which door. `types`: rooms whose types alone it may name. `npm`: the packages it may use, 'any'
 * or a list; `node`: whether it may use what only a server has. Every room may import its own files.
 */
interface Room {
  readonly may: readonly string[] | 'all';
  readonly types?: readonly string[];
  readonly npm: readonly string[] | 'any';
  readonly node: boolean;
}
const rooms: Readonly<Record<string, Room>> = {
  protocol: { may: [], npm: ['zod'], node: false },
  shop: { may: ['protocol'], npm: [], node: false },
  disk: { may: ['protocol', 'locales'], npm: 'any', node: true },
  redis: { may: ['protocol', 'locales'], npm: 'any', node: true },
  ledger: { may: ['protocol', 'locales', 'disk', 'redis'], npm: 'any', node: true },
  people: { may: ['protocol', 'locales', 'disk', 'redis'], npm: 'any', node: true },
  dispatch: { may: ['protocol', 'locales', 'redis', 'shop', 'ledger', 'people'], types: ['ports'], npm: 'any', node: true },
  views: { may: ['protocol', 'locales', 'shop'], npm: [], node: false },
  ports: { may: ['protocol', 'locales'], npm: 'any', node: true },
  tasks: { may: ['protocol', 'locales', 'dispatch', 'ports'], npm: 'any', node: true },
  edges: { may: ['protocol', 'locales', 'ports', 'dispatch', 'views', 'people'], npm: 'any', node: true },
  // The one list that names the adapters.
  adapters: { may: ['protocol', 'ports', 'edges'], npm: [], node: false },
  browser: { may: ['protocol', 'locales'], npm: 'any', node: false },
  overlay: { may: ['protocol', 'locales'], npm: 'any', node: false },
  // What the person on camera reads, drawn with the overlay's ticks and on its wire.
  stage: { may: ['protocol', 'locales', 'overlay'], npm: 'any', node: false },
  'control-panel': { may: ['protocol', 'locales'], npm: 'any', node: false },
  server: { may: 'all', npm: 'any', node: true },
  cli: { may: 'all', npm: 'any', node: true },
};

/** The half of the storefront that runs on the buyer's phone: the pages may share its code, it none of theirs. */
const browser = 'server/edges/storefront/browser';

/** The room a repository path lies in; an edge is a room of its own (`edges/twitch`). Null: no room of the table. */
export function roomOf(path: string): string | null {
  if (path.startsWith(`${browser}/`)) return 'browser';
  if (path === 'server/edges/adapters.ts') return 'adapters';
  const [top, second, third] = path.split('/');
  if (top === 'overlay' || top === 'stage' || top === 'control-panel' || top === 'locales') return top;
  if (top !== 'server' || second === undefined) return null;
  if (third === undefined) return 'server';
  return second === 'edges' ? `edges/${third}` : second;
}

const rule = (room: string): Room | undefined => rooms[room.startsWith('edges/') ? 'edges' : room];

interface Named {
  readonly from: string;
  readonly typesOnly: boolean;
}
/** What a module names in import, export … from, import() and import types. */
export function importsOf(file: string, source: string): readonly Named[] {
  const found: Named[] = [];
  walk(parse(file, source), (node) => {
    const named =
      node.type === 'ImportDeclaration' ||
      node.type === 'ExportNamedDeclaration' ||
      node.type === 'ExportAllDeclaration' ||
      node.type === 'ImportExpression' ||
      node.type === 'TSImportType'
        ? textOf(node['source'] ?? node['argument'])
        : null;
    if (named !== null) found.push({ from: named, typesOnly: node.type === 'TSImportType' || node['importKind'] === 'type' || node['exportKind'] === 'type' });
  });
  return found;
}

function target(file: string, specifier: string): { kind: 'file'; path: string } | { kind: 'npm'; name: string } | { kind: 'node'; name: string } {
  const bare = specifier.replace(/[?#].*$/u, '');
  if (bare.startsWith('.')) return { kind: 'file', path: join(dirname(file), bare) };
  if (bare.startsWith('@protocol/')) return { kind: 'file', path: `server/protocol/${bare.slice('@protocol/'.length)}` };
  if (bare.startsWith('@locales/')) return { kind: 'file', path: `locales/${bare.slice('@locales/'.length)}` };
  if (bare.startsWith('node:') || builtinModules.includes(bare)) return { kind: 'node', name: bare };
  return {
    kind: 'npm',
    name: bare
      .split('/')
      .slice(0, bare.startsWith('@') ? 2 : 1)
      .join('/'),
  };
}

/** A sentence for each import of `file` that the table forbids. */
export function breaches(file: string, source: string): readonly string[] {
  const room = roomOf(file);
  const own = room === null ? undefined : rule(room);
  if (room === null || own === undefined) return [`${file} lies in no room of the table: put it in one, or give the table a line (docs/rooms.md).`];
  const sentences: string[] = [];
  for (const { from: specifier, typesOnly } of importsOf(file, source)) {
    const to = target(file, specifier);
    const says = `${file} imports '${specifier}'`;
    if (to.kind === 'node') {
      if (!own.node) sentences.push(`${says}: ${room} runs in a browser or is pure, so it may import nothing that only Node has.`);
    } else if (to.kind === 'npm') {
      if (own.npm !== 'any' && !own.npm.includes(to.name))
        sentences.push(`${says}: ${room} may use ${own.npm.length === 0 ? 'no package' : `the package ${own.npm.join(', ')} only`}.`);
    } else {
      const other = roomOf(to.path);
      if (typesOnly && other !== null && own.types?.includes(other) === true) continue;
      if (other === room || own.may === 'all' || (room === 'edges/storefront' && other === 'browser')) continue;
      if (other === null) sentences.push(`${says}: that is outside the rooms of the table.`);
      else if (room.startsWith('edges/') && other.startsWith('edges/'))
        sentences.push(`${says}: edges never import each other; what two need belongs in a port or in dispatch.`);
      else if (!own.may.includes(other.startsWith('edges/') ? 'edges' : other))
        sentences.push(`${says}: ${room} may import ${own.may.length === 0 ? 'its own files only' : own.may.join(', ')}, not ${other}.`);
    }
  }
  return sentences;
}
