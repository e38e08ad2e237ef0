// node scripts/rules.mjs: writes under each rule of docs/rules.md the tests that quote it. The rules' own text is written by hand there.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseSync } from 'vite';
import { root } from './surfaces.mjs';

const page = join(root, 'docs/rules.md');
const count = { L: 10, E: 5, S: 5, D: 11, H: 6, V: 7, T: 2, P: 3 };
/** Every rule there is. */
export const ruleIds = Object.entries(count).flatMap(([letter, most]) => Array.from({ length: most }, (_, at) => `${letter}${String(at + 1)}`));

const idsIn = (name) => (name.match(/(?<![\w-])[LESDHVTP]\d{1,2}(?![\w-])/gu) ?? []).filter((id) => ruleIds.includes(id));

function* testFiles(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* testFiles(path);
    else if (/\.test\.tsx?$/u.test(entry.name)) yield path;
  }
}

function textOf(node) {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node?.type === 'TemplateLiteral') return node.quasis.map((quasi) => quasi.value.cooked).join('…');
  return null;
}

/** `it`, `test`, `describe`, also behind `.each(…)` or `.concurrent`. */
function verbOf(callee) {
  if (callee.type === 'Identifier') return callee.name;
  if (callee.type === 'MemberExpression') return verbOf(callee.object);
  if (callee.type === 'CallExpression' || callee.type === 'TaggedTemplateExpression') return verbOf(callee.callee ?? callee.tag);
  return null;
}

/** Rule → the tests that quote it, by themselves or through the describe they stand in. */
function quotes() {
  const found = new Map(ruleIds.map((id) => [id, []]));
  for (const path of [...testFiles(join(root, 'tests'))].sort()) {
    const file = relative(root, path).split(sep).join('/');
    const { program, errors } = parseSync(path, readFileSync(path, 'utf8'));
    if (errors.length > 0) throw new Error(`${file} cannot be read: ${errors[0].message}`);
    const visit = (node, outer) => {
      if (Array.isArray(node)) for (const one of node) visit(one, outer);
      if (Array.isArray(node) || node === null || typeof node !== 'object') return;
      let inner = outer;
      if (node.type === 'CallExpression') {
        const verb = verbOf(node.callee);
        const name = textOf(node.arguments[0]);
        if (name !== null && verb === 'describe') inner = [...outer, name];
        if (name !== null && (verb === 'it' || verb === 'test')) {
          for (const id of new Set([...outer, name].flatMap(idsIn))) found.get(id).push({ file, name });
        }
      }
      for (const [key, value] of Object.entries(node)) if (key !== 'type') visit(value, inner);
    };
    visit(program.body, []);
  }
  return found;
}

const list = (tests) => {
  const byFile = new Map();
  for (const { file, name } of tests) byFile.set(file, [...(byFile.get(file) ?? []), name]);
  return [...byFile].flatMap(([file, names]) => [`- \`${file}\``, ...names.map((name) => `  - ${name.replaceAll(/\s+/gu, ' ').replaceAll('<', '&lt;')}`)]);
};

/** The page as it should be: the text of `current` with the lists of today. */
export function rulesPage(current = readFileSync(page, 'utf8')) {
  const found = quotes();
  const lines = [];
  let skipping = false;
  for (const line of current.split('\n')) {
    if (line === '<!-- tests -->') {
      const heading = [...lines].reverse().find((one) => one.startsWith('### '));
      const tests = found.get(heading?.slice(4).split(' ')[0]) ?? [];
      lines.push(line, ...(tests.length === 0 ? ['', 'No test quotes it yet.', ''] : ['', ...list(tests), '']));
      skipping = true;
    }
    if (line === '<!-- /tests -->') skipping = false;
    if (!skipping) lines.push(line);
  }
  return lines.join('\n');
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) writeFileSync(page, rulesPage());
