/**
 * Replaces `proxy-from-env` and `https-proxy-agent` in the bundles. A function calls Zuora directly, whatever its
 * environment says.
 */
export function getProxyForUrl(): string {
  return '';
}

export default class ProxyAgent {
  constructor() {
    throw new Error('The functions use no proxy.');
  }
}
