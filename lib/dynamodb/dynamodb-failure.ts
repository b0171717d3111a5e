/**
 * An answer of DynamoDB that is no success, in the form that the AWS SDK gives it:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 */
import type { AttributeValue, CancellationReason } from '@aws-sdk/client-dynamodb';
import { isClockSkewError } from '@smithy/core/retry';
import { isObject } from '../json.ts';
import { parseAttributes } from './attribute-json.ts';
import type { HttpAnswer } from './http-sender.ts';

/** Refusals that the client may send again. */
const retryable = ['ReplicatedWriteConflictException'];

/** The name is DynamoDB's own, such as `ConditionalCheckFailedException`, or `UnreadableAnswer`. */
class DynamodbFailure extends Error {
  /** The item that does not meet the condition, if the call asked for it. */
  declare readonly Item?: Readonly<Record<string, AttributeValue>>;
  /** Of a transaction: one reason for each of its parts. */
  declare readonly CancellationReasons?: readonly CancellationReason[];
  declare readonly $response: HttpAnswer;
  declare readonly $retryable?: object;
  readonly $metadata: {
    readonly httpStatusCode: number;
    readonly requestId: string | undefined;
    readonly clockSkewCorrected: boolean;
  };

  /**
   * @param members of the answer, apart from the message
   * @param wasSkewed whether the time of the call's signature was wrong, and the next one's is not
   */
  constructor(name: string, message: string, answer: HttpAnswer, members: object = {}, wasSkewed = false) {
    super(message);
    Object.assign(this, members, { name }, retryable.includes(name) && { $retryable: {} });
    const { statusCode: httpStatusCode, headers } = answer;
    const requestId = headers['x-amzn-requestid']?.toString();
    this.$metadata = { httpStatusCode, requestId, clockSkewCorrected: wasSkewed && isClockSkewError(Object(this)) };
    // It says when to send again. Its body is in no log.
    Object.defineProperty(this, '$response', { value: answer, enumerable: false });
  }
}

/** The output of a call. @throws DynamodbFailure for an answer that has none */
export function outputOf<Output>(answer: HttpAnswer, wasSkewed: boolean): Output {
  const content = contentOf(answer);
  if (answer.statusCode < 300) return content;
  const { __type: type, message, Message, ...members } = content;
  // Such as `com.amazonaws.dynamodb.v20120810#ThrottlingException`.
  const name = String(type ?? 'UnknownError').replace(/^.*#/, '');
  throw new DynamodbFailure(name, String(message ?? Message ?? name), answer, members, wasSkewed);
}

function contentOf(answer: HttpAnswer): ReturnType<typeof JSON.parse> {
  const content = parsed(answer.body);
  if (isObject(content)) return content;
  throw new DynamodbFailure('UnreadableAnswer', `DynamoDB answered ${answer.statusCode}, and not with JSON.`, answer);
}

function parsed(text: string): unknown {
  try {
    return parseAttributes(text);
  } catch {
    return undefined;
  }
}
