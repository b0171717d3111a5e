/** What a message asks for. */
import type { SQSRecord } from 'aws-lambda';

export interface AccessRequest {
  readonly username: string;
  readonly targetEntityIds: readonly string[];
  readonly entityId: string;
}

export function requestOf({ body }: SQSRecord): AccessRequest {
  return JSON.parse(body).data;
}
