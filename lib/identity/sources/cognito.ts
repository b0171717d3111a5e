/**
 * Triggers of Amazon Cognito, sent by a Lambda function of the company. Only a confirmed sign-up is a joiner. Cognito has
 * no trigger for a disabled or deleted user.
 *
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
 */
import { BadEvent } from '../../errors.ts';
import { flag, isObject, type Json, object } from '../../json.ts';
import { personFrom } from '../attributes.ts';
import { createReading } from '../identity-change.ts';
import type { Person } from '../person.ts';
import { ignored } from '../reading.ts';
import type { Source } from '../source.ts';

export const cognito: Source = {
  name: 'cognito',

  recognises({ triggerSource, userPoolId }) {
    return typeof triggerSource === 'string' && userPoolId !== undefined;
  },

  read(event, context) {
    // Before the sign-up, at a sign-in through another provider, or at a new password, nobody joins.
    if (event['triggerSource'] !== 'PostConfirmation_ConfirmSignUp') return [ignored('other-type')];
    const { userAttributes } = object(event['request']);
    if (!isObject(userAttributes)) {
      throw new BadEvent('invalid-event', 'request.userAttributes: is missing or not an object');
    }
    return [createReading(event, context, { change: 'joined', person: cognitoPerson(event, userAttributes) })];
  },
};

/**
 * By default people write their own attributes, so custom attributes keep Cognito's name `custom:…`: a rule on
 * `department` does not match `custom:department`.
 */
function cognitoPerson({ userName }: Json, attributes: Json): Person {
  const { sub, email, email_verified, name, given_name, family_name } = attributes;
  const custom = Object.entries(attributes).filter(([attribute]) => /^(dev:)?custom:/.test(attribute));
  return personFrom(Object.fromEntries(custom), {
    id: sub,
    userName,
    email: flag(email_verified) === true ? email : undefined,
    displayName: name,
    given_name,
    family_name,
  });
}
