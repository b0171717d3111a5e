/**
 * Leaves out of the bundles what the HTTP client and the AWS SDK have for browsers, forms, proxies, HTTP/2, event streams and
 * files of settings. The functions use none of it. Some of it has Node load undici, HTTP/2 or file access at every cold start.
 */
import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/** A call of it is a mistake. */
const never = "() => { throw new Error('This part is not in the bundle: infrastructure/unused-modules.ts'); }";

/** The modules of each package, and what stands in for them. */
const unused: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'axios/lib': {
    // `false` is what axios itself has for an adapter outside of its place.
    'adapters/xhr': 'export default false;',
    'adapters/fetch': 'export const getFetch = undefined;',
    'helpers/Http2Sessions': 'export default class {}',
    'helpers/AxiosTransformStream': 'export default class {}',
    'helpers/estimateDataURLDecodedBytes': `export const estimateDataURLBufferAllocation = ${never};`,
    'helpers/formDataToJSON': `export default ${never};`,
    'helpers/formDataToStream': `export default ${never};`,
    'helpers/fromDataURI': `export default ${never};`,
    'helpers/progressEventReducer': `
      export const progressEventReducer = ${never}, progressEventDecorator = ${never}, asyncDecorator = ${never};`,
    'helpers/readBlob': `export default ${never};`,
    'helpers/HttpStatusCode': 'export default {};',
    'helpers/shouldBypassProxy': 'export default () => true;',
    'helpers/toFormData': `export const DEFAULT_FORM_DATA_MAX_DEPTH = 0; export default ${never};`,
  },
  '@smithy/core/dist-es/submodules': {
    // Lambda's Node always has SHA-256 and MD5 of its own.
    'checksum/md5/Md5Js': 'export class Md5Js {}',
    'checksum/sha256/Sha256Js': 'export class Sha256Js {}',
    'config/config-resolver/regionConfig/getInstanceMetadataRegion': `export const getInstanceMetadataRegion = ${never};`,
    'config/shared-ini-file-loader/readFile': `
      export const filePromises = {};
      export const fileIntercept = {};
      export const readFile = async () => { throw new Error('A function has no file of settings.'); };`,
    'event-streams/index': 'export const EventStreamSerde = undefined, eventStreamSerdeProvider = undefined;',
    'retry/util-retry/AdaptiveRetryStrategy': 'export class AdaptiveRetryStrategy {}',
  },
};

const utilities = /[\\/]axios[\\/]lib[\\/]utils\.js$/;

/** Whoever touches it has Node load undici. The service sends no forms. */
const formData = "typeof G.FormData !== 'undefined' ? G.FormData : undefined";

/** The plugin of esbuild. */
export const unusedModules: Plugin = {
  name: 'unused-modules',
  setup(build) {
    for (const [folder, modules] of Object.entries(unused)) {
      for (const [name, contents] of Object.entries(modules)) {
        const path = `node_modules/${folder}/${name}.js`.replaceAll('.', '\\.').replaceAll('/', '[\\\\/]');
        build.onLoad({ filter: new RegExp(`${path}$`) }, () => ({ contents, loader: 'js' }));
      }
    }
    build.onLoad({ filter: utilities }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      if (!text.includes(formData))
        throw new Error(`${path}: says nothing of FormData in the words that are left out here`);
      return { contents: text.replace(formData, 'undefined'), loader: 'js' };
    });
    build.onResolve({ filter: /^http2$/ }, ({ path }) => ({ path, namespace: 'unused' }));
    build.onLoad({ filter: /.*/, namespace: 'unused' }, () => ({ contents: 'export default {};', loader: 'js' }));
  },
};
