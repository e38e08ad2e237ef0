import { expect, it } from 'vitest';
import { envExample, envNames, envSchema } from '../../../server/config.ts';
import { read } from './sources.ts';

it('.env.example is what the schema of the settings says: every variable, described, with its default', () => {
  expect(read('.env.example')).toBe(envExample());
});

it('.env.example describes every variable in a sentence', () => {
  expect(envNames.length).toBeGreaterThan(0);
  for (const name of envNames) {
    expect(envSchema.shape[name].description, name).toMatch(/\p{L}+ \p{L}+/u);
    expect(envExample()).toContain(`# ${String(envSchema.shape[name].description)}\n# ${name}=`);
  }
});

it('no variable is read past the schema', () => {
  expect(read('.env.example').match(/^# [A-Z][A-Z_]+=/gmu)).toHaveLength(envNames.length);
});
