/**
 * Settings for which a function's environment has no room: Lambda allows 4 KB, about 66 ids of entities. The bundle sets
 * their variables when it starts.
 */
import type { Plugin } from 'esbuild';
import { variablesOf } from './environment.ts';

/** The plugin of esbuild. */
export function bundledSettings(settings: Parameters<typeof variablesOf>[0]): Plugin {
  return {
    name: 'bundled-settings',
    setup({ initialOptions }) {
      const lines = Object.entries(variablesOf(settings)).map(
        ([variable, value]) => `process.env.${variable} = ${JSON.stringify(value)};`,
      );
      initialOptions.banner = { js: lines.join('\n') };
    },
  };
}
