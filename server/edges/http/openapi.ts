import { z } from 'zod';
import { commandEnvelope, commandNames, commands } from '@protocol/commands.ts';
import { refusalStatus, type RefusalCode } from '@protocol/refusals.ts';

const ofAnything = [
  'id-reused',
  'not-allowed',
  'malformed',
  'too-fast',
  'try-again',
  'shop-closed',
  'shop-moved',
  'too-large',
  'who-are-you',
] as const satisfies RefusalCode[];

const schema = (of: z.ZodType, io: 'input' | 'output') => {
  const { $schema: _version, ...rest } = z.toJSONSchema(of, { io, unrepresentable: 'any', target: 'draft-2020-12' });
  return rest;
};
const pascal = (name: string): string => name.replace(/(^|[.-])([a-z])/gu, (_all, _dot, letter: string) => letter.toUpperCase());
const json = (of: object) => ({ 'application/json': { schema: of } });
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

/** What a program may send, made from the very schemas that are enforced; the server's own commands are not among them. */
export function openapi(version: string): object {
  const open = commandNames.filter((name) => commands[name].roles.some((role) => role !== 'system'));
  const schemas: Record<string, object> = {
    Refusal: {
      type: 'object',
      required: ['ok', 'refusal'],
      properties: {
        ok: { const: false },
        refusal: {
          type: 'object',
          required: ['code', 'message', 'details'],
          properties: { code: { enum: Object.keys(refusalStatus) }, message: { type: 'string' }, details: { type: 'object' } },
        },
      },
    },
    Media: {
      type: 'object',
      required: ['ok', 'result'],
      properties: {
        ok: { const: true },
        result: {
          type: 'object',
          required: ['mediaId', 'url', 'width', 'height'],
          properties: { mediaId: { type: 'string' }, url: { type: 'string' }, width: { type: 'integer' }, height: { type: 'integer' } },
        },
      },
    },
  };
  const envelope = schema(commandEnvelope, 'input') as { properties: Record<string, object> };
  for (const name of open) {
    const { input, result, roles, refusals, about } = commands[name];
    schemas[pascal(name)] = {
      type: 'object',
      description: about,
      required: ['id', 'name', 'input'],
      additionalProperties: false,
      properties: { id: envelope.properties['id'], name: { const: name }, input: schema(input, 'input') },
      'x-roles': roles,
      'x-refusals': [...new Set<RefusalCode>([...refusals, ...ofAnything])].map((code) => ({ code, status: refusalStatus[code] })),
    };
    schemas[`${pascal(name)}Done`] = {
      type: 'object',
      required: ['ok', 'seq', 'result'],
      properties: { ok: { const: true }, seq: { type: 'integer', minimum: 0 }, result: schema(result, 'output') },
    };
  }
  const statuses = [...new Set(Object.values(refusalStatus))].sort();
  const refusedAs = Object.fromEntries(statuses.map((status) => [String(status), { description: `${status}`, content: json(ref('Refusal')) }]));
  return {
    openapi: '3.1.0',
    info: { title: 'Dropcast', version },
    paths: {
      '/api/commands': {
        post: {
          operationId: 'command',
          security: [{ key: [] }, { session: [] }, { viewer: [] }],
          requestBody: {
            required: true,
            content: json({
              oneOf: open.map((name) => ref(pascal(name))),
              discriminator: { propertyName: 'name', mapping: Object.fromEntries(open.map((name) => [name, ref(pascal(name)).$ref])) },
            }),
          },
          responses: { '200': { description: '200', content: json({ oneOf: open.map((name) => ref(`${pascal(name)}Done`)) }) }, ...refusedAs },
        },
      },
      '/api/media': {
        post: {
          operationId: 'media',
          security: [{ key: [] }, { session: [] }],
          requestBody: { required: true, content: { '*/*': { schema: { type: 'string', format: 'binary' } } } },
          responses: { '200': { description: '200', content: json(ref('Media')) }, ...refusedAs },
        },
      },
    },
    components: {
      schemas,
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'dc_session' },
        viewer: { type: 'apiKey', in: 'cookie', name: 'dc_viewer' },
      },
    },
  };
}
