/** How often a property runs, and from which seed: by the variables that delivery.test.ts describes. */
import type { Parameters } from 'fast-check';

const { FC_RUNS, FC_SEED, FC_PATH } = process.env;

type Runs = Required<Pick<Parameters<unknown>, 'numRuns' | 'seed'>> & Pick<Parameters<unknown>, 'path'>;

/** @param usual how many runs, unless the environment says */
export function runsOf(usual: number): Runs {
  return {
    numRuns: Number(FC_RUNS ?? usual),
    seed: Number(FC_SEED ?? Date.now() % 2 ** 31),
    ...(FC_PATH && { path: FC_PATH }),
  };
}

/** For a hang alone: in milliseconds. */
export function limitOf({ numRuns }: Runs): number {
  return 900_000 + numRuns * 1_000;
}
