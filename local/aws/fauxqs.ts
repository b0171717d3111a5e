/** fauxqs' stores. Its package does not export their classes, and only a store of our own can be filled before it serves. */
import type { buildApp } from 'fauxqs';

type FauxqsStores = NonNullable<NonNullable<Parameters<typeof buildApp>[0]>['stores']>;

export type SqsStore = FauxqsStores['sqsStore'];
export type SqsQueue = NonNullable<ReturnType<SqsStore['getQueue']>>;
export type SqsMessage = SqsQueue['messages'][number];

/**
 * Creates empty stores.
 *
 * @throws Error if fauxqs is not installed, or its files have other names
 */
export async function createStores(): Promise<FauxqsStores> {
  const { SqsStore }: StoreModule<'SqsStore', 'sqsStore'> = await import(fileUrl('sqs/sqsStore.js'));
  const { SnsStore }: StoreModule<'SnsStore', 'snsStore'> = await import(fileUrl('sns/snsStore.js'));
  const { S3Store }: StoreModule<'S3Store', 's3Store'> = await import(fileUrl('s3/s3Store.js'));
  await allowSupplementaryCharacters();
  return { sqsStore: new SqsStore(), snsStore: new SnsStore(), s3Store: new S3Store() };
}

/**
 * The characters that SQS refuses: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 * fauxqs' own expression works on UTF-16 code units, so it takes one half of a character above U+FFFF for a lone
 * surrogate. All of its actions share the one expression, which can be compiled again.
 */
async function allowSupplementaryCharacters(): Promise<void> {
  const { INVALID_MESSAGE_BODY_CHAR: refused }: { readonly INVALID_MESSAGE_BODY_CHAR: RegExp } = await import(
    fileUrl('sqs/sqsTypes.js')
  );
  refused.compile(String.raw`[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]`, 'u');
}

type StoreModule<Class extends string, Member extends keyof FauxqsStores> = Readonly<
  Record<Class, new () => FauxqsStores[Member]>
>;

/** npm may install fauxqs in any folder above this one, so the files are found next to its entry point. */
function fileUrl(path: string): string {
  return new URL(path, import.meta.resolve('fauxqs')).href;
}
