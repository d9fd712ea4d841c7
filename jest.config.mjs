/**
 * Tests are `.mts` files (Node runs them as they are; n8n's lint rules are for shipped code only).
 * Jest loads them as CommonJS through swc, so that n8n-core and the nodes share one module registry.
 */
const swc = [
	'@swc/jest',
	{
		jsc: { parser: { syntax: 'typescript', decorators: true }, target: 'es2023' },
		module: { type: 'commonjs' },
		sourceMaps: 'inline',
	},
];

const project = (name, more = {}) => ({
	displayName: name,
	rootDir: '.',
	testMatch: [`<rootDir>/test/${name}/**/*.test.mts`],
	testEnvironment: 'node',
	moduleFileExtensions: ['mts', 'ts', 'js', 'mjs', 'cjs', 'json', 'node'],
	transform: { '^.+\\.(mts|ts|mjs)$': swc, '/node_modules/.+\\.js$': swc },
	transformIgnorePatterns: [
		'/node_modules/(?!(@apidevtools/json-schema-ref-parser|subtitle|webvtt-parser|csv-parse|proxy-chain|socks-proxy-agent|agent-base|jose|oidc-provider)/)',
	],
	modulePathIgnorePatterns: ['<rootDir>/dist/'],
	...more,
	setupFilesAfterEnv: ['<rootDir>/test/second-try.mts', ...(more.setupFilesAfterEnv ?? [])],
});

export default {
	projects: [
		...['contract', 'unit', 'engine'].map((name) => project(name)),
		// These need a real n8n, which is fetched on first use.
		...['e2e', 'queue', 'editor'].map((name) =>
			project(name, {
				globalSetup: '<rootDir>/test/n8n/global-setup.mts',
				globalTeardown: '<rootDir>/test/n8n/global-teardown.mts',
				setupFilesAfterEnv: ['<rootDir>/test/n8n/jest-setup.mts'],
			}),
		),
	],
	// A machine that is shared with others can be ten times slower: only a test that hangs takes so long.
	testTimeout: 300_000,
	// Much of the time is spent waiting, so that a test runner for each core does not overload the machine.
	maxWorkers: '100%',
};
