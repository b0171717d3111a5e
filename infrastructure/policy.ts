/** IAM policies, and policies of resources. */
import type { Arn, Reference, Text } from './names.ts';

/** A policy document. */
export interface Policy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

export interface Statement extends Terms {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  /** None in a role's trust policy, whose resource is the role. */
  readonly Resource?: Target;
}

interface Terms {
  readonly Sid?: string;
  readonly Principal?: '*' | Principal;
  readonly Condition?: Condition;
}

type Principal = { readonly AWS: Reference | readonly string[] } | { readonly Service: string | Text };

/** Values of condition keys, by operator. */
export type Condition = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A text is the ARN that a parameter gives. */
export type Target = Arn | Reference | string;

export function policy(...Statement: Statement[]): Policy {
  return { Version: '2012-10-17', Statement };
}

export function allow(Action: string | readonly string[], Resource: Target, terms?: Terms): Statement {
  return { ...terms, Effect: 'Allow', Action, Resource };
}

/** Denies every request without TLS. */
export function refusePlainHttp(Action: string, Resource: Target): Statement {
  return {
    Sid: 'TlsOnly',
    Principal: '*',
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    Effect: 'Deny',
    Action,
    Resource,
  };
}
