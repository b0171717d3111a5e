/** The package.json of the tarball. */

/** The fields of the checkout's package.json that the tarball keeps. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly private: boolean;
  readonly type: string;
}

/** The folder of the bundle, in the checkout and in the tarball. */
export const bundleFolder = 'dist';

/** The first releases whose HTTP agents read HTTPS_PROXY: https://nodejs.org/api/http.html#built-in-proxy-support */
const nodeVersions = '^22.21 || >=24.5';

/** The bundle holds its dependencies, so that an installation needs no network. */
export function packedManifest({ name, version, description, license, private: isPrivate, type }: Manifest) {
  const facts = { name, version, description, license, private: isPrivate, type };
  return {
    ...facts,
    bin: { 'zuora-access': `${bundleFolder}/main.js` },
    engines: { node: nodeVersions },
    files: [bundleFolder],
  };
}
