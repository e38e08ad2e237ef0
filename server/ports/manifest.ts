import type { z } from 'zod';

/**
 * What an adapter says of itself. The panel draws the settings form from it, `doctor` prints its
 * checks, and nothing outside the adapter's folder knows its name.
 */
export interface Manifest {
  /** Lower case, stable: it stands in events. */
  readonly id: string;
  readonly label: string;
  /** A flat object of strings, numbers and booleans; `describe` and `meta({title, secret, part})` draw the form. */
  readonly settings: z.ZodObject;
  /** Set up without anything typed: the way to sell on the first evening. */
  readonly enabledByDefault: boolean;
}

export interface SettingField {
  readonly name: string;
  readonly kind: 'text' | 'number' | 'switch';
  readonly title: string;
  readonly hint: string;
  /** Never sent back to the panel once saved. */
  readonly secret: boolean;
  readonly required: boolean;
  /** `log-in`: needed to log in by a code; `instead`: only where nobody logs in that way; `made`: brought by setting up, never typed. */
  readonly part: 'form' | 'log-in' | 'instead' | 'made';
}
export type Settings = Readonly<Record<string, string | number | boolean>>;

export interface DoctorLine {
  readonly ok: boolean;
  readonly what: string;
  /** What to do; empty where all is well. */
  readonly mend: string;
}

/** The form of a manifest, as data. */
export function settingFields(manifest: Manifest): readonly SettingField[] {
  return Object.entries(manifest.settings.shape).map(([name, schema]) => {
    const meta = (schema as z.ZodType).meta() ?? {};
    const json = (schema as z.ZodType).toJSONSchema({ io: 'input' }) as { type?: string; default?: unknown };
    return {
      name,
      kind: json.type === 'number' || json.type === 'integer' ? 'number' : json.type === 'boolean' ? 'switch' : 'text',
      title: typeof meta.title === 'string' ? meta.title : name,
      hint: typeof meta.description === 'string' ? meta.description : '',
      secret: meta['secret'] === true,
      part: meta['part'] === 'log-in' || meta['part'] === 'instead' || meta['part'] === 'made' ? meta['part'] : 'form',
      required: !(schema as z.ZodType).safeParse(undefined).success,
    };
  });
}
