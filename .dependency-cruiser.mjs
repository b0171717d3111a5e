/** Which room may import from which. `npm run check:rooms` holds it. */

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-circular-import',
      comment: 'Two modules that import each other are one module in two files.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'lib-stands-alone',
      comment:
        'lib/ is what the functions share, and is bundled with each: it uses nothing but itself and the contracts.',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '^(functions|catalogue|operator|cli|console|local|infrastructure|bench|models|fuzz|test)/' },
    },
    {
      name: 'functions-only-describe',
      comment: 'A file in functions/ describes one operation by lib/ and the contract of its event.',
      severity: 'error',
      from: { path: '^functions/' },
      to: { path: '^(functions|catalogue|operator|cli|console|local|infrastructure|bench|models|fuzz|test)/' },
    },
    {
      name: 'events-know-forms-alone',
      comment: 'A contract uses the forms of lib/ (lib/*.ts), and no room of it.',
      severity: 'error',
      from: { path: '^events/' },
      to: {
        path: '^(lib/[^/]+/|functions/|catalogue/|operator/|cli/|console/|local/|infrastructure/|bench/|models/|fuzz/|test/)',
      },
    },
    {
      name: 'identity-and-policy-know-no-delivery',
      comment: 'Reading a person and deciding about them do not depend on how messages are delivered.',
      severity: 'error',
      from: { path: '^lib/(identity|policy)/' },
      to: { path: '^lib/(delivery|ledger|sqs|zuora|translation|sweep)/' },
    },
    {
      name: 'delivery-stands-on-its-parts',
      comment: 'Events, SQS, the ledger and Zuora are parts of a delivery. None of them knows the whole.',
      severity: 'error',
      from: { path: '^lib/(event|sqs|ledger|zuora)/' },
      to: { path: '^lib/(delivery|translation|sweep)/' },
    },
    {
      name: 'sweep-decides-nothing',
      comment: 'A sweep says where to look. What is done there is decided by the look.',
      severity: 'error',
      from: { path: '^lib/sweep/' },
      to: { path: '^lib/(delivery|translation|ledger|zuora|identity|policy|event)/' },
    },
    {
      name: 'zuora-knows-zuora-alone',
      comment: 'The client of Zuora serves deliveries and operators. It knows neither messages nor records.',
      severity: 'error',
      from: { path: '^lib/zuora/' },
      to: { path: '^lib/(event|sqs|ledger|identity|policy)/' },
    },
    {
      name: 'dynamodb-knows-dynamodb-alone',
      comment: 'The client of DynamoDB sends calls. What is stored is the matter of the rooms that use it.',
      severity: 'error',
      from: { path: '^lib/dynamodb/' },
      to: { path: '^lib/[^/]+/', pathNot: '^lib/dynamodb/' },
    },
    {
      name: 'telemetry-points-up-to-nobody',
      comment: 'Every room writes telemetry, so telemetry may need none of them.',
      severity: 'error',
      from: { path: '^lib/telemetry\\.ts$' },
      to: { path: '^lib/[^/]+/' },
    },
    {
      name: 'operator-has-no-terminal',
      comment: 'operator/ is used by the commands, the local stack and other front ends. It knows none of them.',
      severity: 'error',
      from: { path: '^operator/' },
      to: { path: '^(catalogue|cli|console|local|functions|infrastructure|bench|models|fuzz|test)/' },
    },
    {
      name: 'cli-and-local-are-strangers',
      comment: 'The commands work on any stage, and the local stack is one: what both need is in operator/ or lib/.',
      severity: 'error',
      from: { path: '^(cli|local)/' },
      to: { path: '^(cli|local)/', pathNot: '^$1/' },
    },
    {
      name: 'console-shows-what-operator-knows',
      comment: 'console/ serves pages over operator/. It has no logic of its own, and knows no other front end.',
      severity: 'error',
      from: { path: '^console/' },
      to: { path: '^(catalogue|cli|local|functions|infrastructure|bench|models|fuzz|test)/' },
    },
    {
      name: 'shapes-are-for-the-browser-too',
      comment: 'What the console sends to the browser is described without the code that makes it.',
      severity: 'error',
      from: { path: '^console/shapes/' },
      to: { path: '^[^/]+/', pathNot: '^console/shapes/' },
    },
    {
      name: 'only-its-starters-know-the-console',
      comment: 'The command and the local stack start the console. Nothing else needs it, no function least of all.',
      severity: 'error',
      from: { pathNot: '^(cli|local|console|test)/' },
      to: { path: '^console/' },
    },
    {
      name: 'nobody-needs-a-front-end',
      comment:
        'cli/ only shows. Code that another folder needs too belongs in operator/. A benchmark prints, and measures what is printed.',
      severity: 'error',
      from: { pathNot: '^(cli|test|bench)/' },
      to: { path: '^cli/' },
    },
    {
      name: 'commands-load-when-they-run',
      comment: 'The program declares every command. It loads one only to run it, or each start would load them all.',
      severity: 'error',
      from: { path: '^cli/(main\\.ts|program/)' },
      to: { path: '^cli/(commands|reports)/', dependencyTypesNot: ['dynamic-import'] },
    },
    {
      name: 'bench-and-test-are-strangers',
      comment:
        'What a measurement and a test both need has a place of its own, such as fuzz/ and models/. Tests of bench/ are in test/bench/.',
      severity: 'error',
      from: { path: '^(bench|test)/', pathNot: '^test/bench/' },
      to: { path: '^(bench|test)/', pathNot: '^$1/' },
    },
    {
      name: 'models-stand-alone',
      comment:
        'A model stands in for what the product calls. It knows neither the product nor who measures or tests it.',
      severity: 'error',
      from: { path: '^models/' },
      to: { path: '^[^/]+/', pathNot: '^models/' },
    },
    {
      name: 'the-product-knows-no-model',
      comment: 'Only tests and measurements run on models.',
      severity: 'error',
      from: { pathNot: '^(bench|models|test)/' },
      to: { path: '^models/' },
    },
    {
      name: 'the-product-knows-no-test',
      comment: 'No code exists for tests alone.',
      severity: 'error',
      from: { pathNot: '^test/' },
      to: { path: '^test/' },
    },
  ],
  options: {
    // The compiler of this project has no API that dependency-cruiser can use.
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    includeOnly: '^(functions|lib|events|catalogue|operator|cli|console|local|infrastructure|bench|models|fuzz|test)/',
    // swc is called without TSX here. test/console/browser-code.test.ts holds what the browser's code may use.
    exclude: { path: '^(test/mutation|console/app)/' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.mjs'] },
  },
};
