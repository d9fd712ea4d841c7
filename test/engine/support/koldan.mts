/** A Koldan server for the tests of one file, and runs of the node on it. */
import type { ICredentialDataDecryptedObject, INodeParameters } from 'n8n-workflow';
import type { Behaviour } from '../../koldan-server/behaviour.mts';
import { startKoldanServer, type KoldanServer } from '../../koldan-server/server.mts';
import { expectNoSecrets } from './secrets.mts';
import {
	startWorkflow,
	type StartedWorkflow,
	type WorkflowOptions,
	type WorkflowResult,
} from './workflow.mts';

export type RunOptions = Partial<Omit<WorkflowOptions, 'parameters'>> & {
	/** Fields of the credential beside the server's address and key. */
	credential?: ICredentialDataDecryptedObject;
};

export interface Koldan {
	readonly server: KoldanServer;
	/** Runs an operation to its end. Nothing that it shows may hold a secret. */
	run(
		operation: string,
		parameters?: INodeParameters,
		options?: RunOptions,
	): Promise<WorkflowResult>;
	start(operation: string, parameters?: INodeParameters, options?: RunOptions): StartedWorkflow;
}

/** An id in the form that the resource locator saves. */
export const byId = (value: string): INodeParameters => ({
	__rl: true,
	mode: 'id',
	value,
});

/**
 * Starts a server before the tests of the calling file, and stops it after them. After each test it is as new, and must
 * have kept the contract.
 */
export function useKoldan(behaviour: Partial<Behaviour> = {}): Koldan {
	let server: KoldanServer;
	beforeAll(async () => {
		server = await startKoldanServer({
			recognizer: 'simulation',
			behaviour: { jobDurationMs: 0, ...behaviour },
		});
	});
	afterEach(() => {
		const violations = [...server.contractViolations];
		server.reset();
		expect(violations).toEqual([]);
	});
	afterAll(() => server.close());

	const start: Koldan['start'] = (operation, parameters = {}, { credential, ...options } = {}) =>
		startWorkflow({
			credentials: { baseUrl: server.url, apiKey: server.apiKey, ...credential },
			...options,
			parameters: { resource: 'transcription', operation, ...parameters },
		});
	return {
		get server() {
			return server;
		},
		start,
		async run(operation, parameters, options) {
			const result = await start(operation, parameters, options).finished;
			expectNoSecrets(server, result, secretsOf(options));
			return result;
		},
	};
}

const secretsOf = ({ credential = {} }: RunOptions = {}): string[] =>
	[credential.apiKey, credential.jwt, credential.webhookSecret].filter(
		(secret): secret is string => typeof secret === 'string' && secret.length >= 8,
	);
