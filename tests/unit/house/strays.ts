import { isNode, lineOf, parse, textOf, walk, type Node } from './sources.ts';

/** Attributes a person sees or hears. */
const spoken = new Set([
  'title',
  'alt',
  'placeholder',
  'label',
  'aria-label',
  'aria-description',
  'aria-roledescription',
  'aria-valuetext',
  'aria-placeholder',
]);
/** What prints to a person at a terminal. `console.error` and the log are for developers. */
const printers = /^(?:console\.log|process\.(?:stdout|stderr)\.write)$/u;

/** Two letters that stand together are a word; "×", "0:00" and a blank alone are not. A name (brand, key cap) is a word too: it has a key. */
const isWords = (text: string): boolean => /\p{L}\p{L}/u.test(text.replaceAll(/&\w+;/gu, ''));

/** The texts that a value can show: literals, both arms of a condition, what stands behind `&&`, `||` and `??`, either side of a `+`. */
function shown(node: unknown): readonly { text: string; at: Node }[] {
  if (!isNode(node)) return [];
  const text = textOf(node);
  if (text !== null) return isWords(text) ? [{ text, at: node }] : [];
  if (node.type === 'JSXExpressionContainer') return shown(node['expression']);
  if (node.type === 'ConditionalExpression') return [...shown(node['consequent']), ...shown(node['alternate'])];
  if (node.type === 'LogicalExpression') return [...(node['operator'] === '&&' ? [] : shown(node['left'])), ...shown(node['right'])];
  if (node.type === 'BinaryExpression' && node['operator'] === '+') return [...shown(node['left']), ...shown(node['right'])];
  if (node.type === 'ParenthesizedExpression' || node.type === 'TSAsExpression') return shown(node['expression']);
  return [];
}

function nameOf(node: unknown): string {
  if (!isNode(node)) return '';
  if (node.type === 'Identifier' || node.type === 'JSXIdentifier') return String(node['name']);
  if (node.type === 'ThisExpression') return 'this';
  if (node.type === 'MemberExpression') return `${nameOf(node['object'])}.${nameOf(node['property'])}`;
  if (node.type === 'JSXNamespacedName') return `${nameOf(node['namespace'])}:${nameOf(node['name'])}`;
  return '';
}

/** Three words or more with a capital in front, wherever they stand: chat lines, answers of the server, print. SQL looks alike and is not. */
const isSentence = (text: string): boolean =>
  /^\p{Lu}/u.test(text.trim()) &&
  text.trim().split(/\s+/u).length > 2 &&
  (text.match(/(?<!\S)\p{Ll}{2,}(?!\w)/gu) ?? []).length > 1 &&
  !/^\s*(?:BEGIN|COMMIT|CREATE|DELETE|INSERT|PRAGMA|SELECT|UPDATE|VACUUM|WITH) /u.test(text);
/** Read by developers only: the text of an Error that nobody sees, the log, `about` in the OpenAPI page and `help` in /metrics. */
function isForDevelopers(node: Node): boolean {
  if (node.type === 'NewExpression') return nameOf(node['callee']).endsWith('Error');
  if (node.type === 'CallExpression') return /(?:^|\.)log(?:ger)?\.(?:trace|debug|info|warn|error|fatal)$/u.test(nameOf(node['callee']));
  return node.type === 'Property' && /^(?:about|help)$/u.test(nameOf(node['key']));
}

/** Text between the tags of markup in a template: `<h1>Hello</h1>`. */
const inMarkup = (text: string): readonly string[] =>
  text.includes('</')
    ? text
        .replaceAll(/<(style|script)[\s\S]*?<\/\1>/gu, '')
        .replaceAll(/<[^>]*>/gu, '\n')
        .split('\n')
        .filter(isWords)
    : [];

/** A sentence for each text of `source` that a person would read and that has no key in locales/. */
export function strays(file: string, source: string): readonly string[] {
  const found: { text: string; at: Node }[] = [];
  walk(parse(file, source), (node) => {
    if (node.type === 'JSXElement') {
      const name = nameOf((node['openingElement'] as Node)['name']);
      if (name === 'style' || name === 'script') return false;
    }
    if (isForDevelopers(node)) return false;
    if (node.type === 'JSXText' && isWords(String(node['value']))) found.push({ text: String(node['value']).trim(), at: node });
    if (node.type === 'JSXElement' || node.type === 'JSXFragment') {
      for (const child of node['children'] as readonly Node[]) if (child.type === 'JSXExpressionContainer') found.push(...shown(child));
    }
    if (node.type === 'JSXAttribute' && spoken.has(nameOf(node['name']))) found.push(...shown(node['value']));
    if (node.type === 'CallExpression' && printers.test(nameOf(node['callee'])))
      for (const part of node['arguments'] as readonly Node[]) found.push(...shown(part));
    if (node.type === 'TemplateLiteral') for (const text of inMarkup(textOf(node) ?? '')) found.push({ text, at: node });
    const text = textOf(node);
    if (text !== null && isSentence(text) && !found.some((one) => one.at === node)) found.push({ text, at: node });
    return true;
  });
  return found.map(({ text, at }) => `${file}:${String(lineOf(source, at.start))} shows "${text}": give it a key in locales/en.json.`);
}
