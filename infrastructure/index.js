/** What serverless.yml takes from this folder. The framework loads only .js files, which may import TypeScript. */
export { resources as alarms } from './alarms.ts';
export { options as esbuild } from './bundle.ts';
export { resources as dashboard } from './dashboard.ts';
export { durations } from './durations.ts';
export { resources as encryption } from './encryption.ts';
export { environment } from './environment.ts';
export { resources as eventBus } from './event-bus.ts';
export { functions } from './functions.ts';
export { resources as lint } from './lint.ts';
export { resources as outcomePipe } from './outcome-pipe.ts';
export { parameters } from './parameters.ts';
export { resources as queues } from './queues.ts';
export { resources as roles } from './roles.ts';
export { resources as schedules } from './schedules.ts';
export { resources as secret } from './secret.ts';
export { resources as snsTopic } from './sns-topic.ts';
export { resources as sweeps } from './sweeps.ts';
export { resources as tables } from './tables.ts';
