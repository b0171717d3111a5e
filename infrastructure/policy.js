/**
 * Policy documents.
 */

/** @typedef {import('./names.js').Arn} Arn */
/** @typedef {{ Sid?: string, Principal?: unknown, Condition?: object }} Terms */

/** @param {object[]} Statement */
export function policy(...Statement) {
  return { Version: '2012-10-17', Statement };
}

/**
 * @param {string | string[]} Action
 * @param {Arn | { Ref: string } | '*'} Resource
 * @param {Terms} [terms]
 */
export function allow(Action, Resource, terms) {
  return { ...terms, Effect: 'Allow', Action, Resource };
}

/**
 * @param {string} Action
 * @param {Arn | { Ref: string }} Resource
 */
export function refusePlainHttp(Action, Resource) {
  return {
    Sid: 'TlsOnly',
    Principal: '*',
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    Effect: 'Deny',
    Action,
    Resource,
  };
}
