import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Pinned {
	/** The version that every suite runs on. */
	n8n: string;
	/** Older versions that the tests of compatibility run on as well. */
	older: string[];
}

const pinned = JSON.parse(
	readFileSync(join(import.meta.dirname, 'version.json'), 'utf8'),
) as Pinned;

/** The n8n version that the suites run on by default. */
export const MAIN_VERSION = pinned.n8n;
/** Older n8n versions that the tests of compatibility run on as well. */
export const OLDER_VERSIONS: readonly string[] = pinned.older;

/** The n8n version for this run: the environment variable `KOLDAN_N8N`, else {@link MAIN_VERSION}. */
export function chosenVersion(): string {
	return process.env.KOLDAN_N8N || MAIN_VERSION;
}

/** Whether an n8n version is `least` or newer; both are written as `major.minor.patch`. */
export function isAtLeast(version: string, least: string): boolean {
	const [found, wanted] = [version, least].map((text) => text.split('.').map(Number));
	const different = wanted.findIndex((part, index) => part !== found[index]);
	return different === -1 || (found[different] ?? 0) > wanted[different];
}

/** How n8n versions differ for whoever installs, starts or calls them. */
export interface Differences {
	/** npm `overrides` of the install: older versions ask for `xlsx` at an address outside the npm registry. */
	overrides: Record<string, string>;
	/** Settings of its process. */
	environment: Record<string, string>;
	/** What a new workflow has to say beside what its file says. */
	newWorkflow: { active?: false };
	/** Whether a workflow is activated in the background, with `publication-status` to follow it; else the answer comes after. */
	hasPublicationStatus: boolean;
	/** Whether a run by hand takes the workflow from n8n's database; else the whole of it has to be sent. */
	runsSavedWorkflow: boolean;
	/** Whether an execution's status and its data are stored at once. Before 2.0, SQLite gets the status first. */
	storesExecutionsWhole: boolean;
	/** Whether `$execution.resumeUrl` carries a signature. */
	signsResumeUrls: boolean;
	/** Whether n8n can be protected against requests to internal addresses (`N8N_SSRF_PROTECTION_ENABLED`). */
	protectsRequests: boolean;
	/** Whether that holds for the test of a credential, too. */
	protectsCredentialTests: boolean;
	/** Whether the test of a changed OAuth2 credential signs in anew; else it uses the token that the saved one has. */
	testsSignInAnew: boolean;
	/** Whether n8n reads files from S3 without a licence. */
	readsS3Unlicensed: boolean;
	/** How the list of executions is paged: by a cursor from the answer, or by the last id that was seen. */
	executionPages: 'cursor' | 'lastId';
}

/**
 * Whether n8n can't answer now, and did nothing: 503 while it doesn't reach its own database, and in n8n 2.20 a TypeError
 * for an execution that has started but has not been stored yet.
 */
export function isNotReady(status: number, body: unknown): boolean {
	if (status === 503) return true;
	return status === 500 && JSON.stringify(body ?? '').includes("undefined (reading 'resultData')");
}

/** What is true of this n8n version. The borders were read in 1.123.81, 2.0.0, 2.10.0, 2.15.0, 2.20.12, 2.28.6, 2.30.8, 2.36.9, 2.39.10 and 2.41.1. */
export function differencesOf(version: string): Differences {
	return {
		overrides: isAtLeast(version, '2.36.0') ? {} : { xlsx: '0.18.5' },
		environment: {
			// The module fetches a list from n8n's own server. Older versions refuse to switch off what they don't have.
			...(isAtLeast(version, '2.28.0') && { N8N_DISABLED_MODULES: 'mcp-registry' }),
			// The driver that n8n 1 uses otherwise mixes up transactions that come at the same moment. From then on, until a restart,
			// every write fails: 'SQLITE_ERROR: near "-": syntax error'.
			...(!isAtLeast(version, '2.0.0') && { DB_SQLITE_POOL_SIZE: '2' }),
			// Later versions have all of them.
			...(!isAtLeast(version, '2.0.0') && {
				N8N_AVAILABLE_BINARY_DATA_MODES: 'filesystem,database',
			}),
		},
		newWorkflow: isAtLeast(version, '2.0.0') ? {} : { active: false },
		hasPublicationStatus: isAtLeast(version, '2.30.0'),
		runsSavedWorkflow: isAtLeast(version, '2.20.0'),
		storesExecutionsWhole: isAtLeast(version, '2.0.0'),
		signsResumeUrls: isAtLeast(version, '2.20.0'),
		protectsRequests: isAtLeast(version, '2.15.0'),
		// Where exactly the next two begin was not looked for: between 2.20.12 and 2.41.1.
		protectsCredentialTests: isAtLeast(version, '2.41.0'),
		testsSignInAnew: isAtLeast(version, '2.41.0'),
		readsS3Unlicensed: isAtLeast(version, '2.0.0'),
		executionPages: isAtLeast(version, '2.41.0') ? 'cursor' : 'lastId',
	};
}
