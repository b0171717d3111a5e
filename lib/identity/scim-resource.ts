/** A SCIM request, and the resource that it creates or replaces. */
import { BadEvent } from '../errors.ts';
import { isObject, type Json } from '../json.ts';
import { decodeJsonText } from './json-text.ts';

export interface ScimOperation {
  readonly method: string;
  readonly resource: 'user' | 'group';
  /** The receiver's id of the resource; undefined if only the URL of the request had it. */
  readonly id?: string | undefined;
  readonly externalId?: string | undefined;
  readonly data: unknown;
}

/** @throws BadEvent if the request has none */
export function requireResource(data: unknown): Json {
  const resource = decodeJsonText(data);
  if (!isObject(resource)) throw new BadEvent('invalid-event', 'data: is missing or not an object');
  return resource;
}
