/** Waits until Koldan has imported a file from its address. */
import type { KoldanClient } from '../api/client';
import { koldanSays } from '../api/errorBody';
import { KoldanError, rethrow, statusOf } from '../api/errors';
import { importStatusOf, isImporting, nameOf, stateOf, type StoredFile } from '../api/fileFacts';
import { findFile, getFile } from '../api/files';
import { extended } from './errors';
import { isTransient } from './openJobs';
import { pollDelay } from './pollDelay';

/** An import that came to nothing, or takes longer than it may. */
export class ImportError extends KoldanError {
	override readonly isApiError = true;

	constructor(message: string, description: string, file: StoredFile, timedOut = false) {
		super(message, description, {
			fileId: file.id,
			status: importStatusOf(file),
			...(timedOut ? { timedOut } : {}),
		});
	}
}

/** Koldan's own words for why an import failed, wherever they are. */
function reasonIn(file: StoredFile): string {
	const names = Object.keys(file).filter((name) => /error|reason|failure/i.test(name));
	return koldanSays(names.map((name) => file[name]).find(Boolean));
}

const titleOf = (file: StoredFile): string => nameOf(file) ?? `file ${file.id}`;

export const failedImport = (file: StoredFile): ImportError =>
	new ImportError(
		`Koldan could not import ${titleOf(file)}`,
		`Check that its URL is right, and that Koldan can reach it without a login. It is file ${file.id}.${reasonIn(file)}`,
		file,
	);

export const lateImport = (file: StoredFile): ImportError =>
	new ImportError(
		`Koldan had not imported ${titleOf(file)} at the time limit`,
		`The import goes on in Koldan as file ${file.id}. Raise 'Import Time Limit', or use the file later.`,
		file,
		true,
	);

/** What an import is waited for with. */
interface Patience {
	client: KoldanClient;
	/** Milliseconds since 1970. */
	deadline: number;
}

/** The next look. Koldan may be down for a while: that only means that nothing is known yet. */
async function lookAgain<Seen>(
	{ client, deadline }: Patience,
	polls: number,
	look: () => Promise<Seen>,
): Promise<Seen | undefined> {
	const { transport } = client;
	await transport.pause(Math.min(deadline - transport.now(), pollDelay(polls)));
	try {
		return await look();
	} catch (error) {
		if (!isTransient(error)) return rethrow(error);
		transport.log('warn', 'could not look at the import; trying again');
		return undefined;
	}
}

const isOver = ({ client, deadline }: Patience): boolean => client.transport.now() >= deadline;

/**
 * Waits until the import of a file has ended, or the time is up.
 *
 * @param file as it was when its import began
 * @returns the file as it is then
 * @throws KoldanApiError that names the file
 */
export async function waitForImport(patience: Patience, file: StoredFile): Promise<StoredFile> {
	const { client } = patience;
	let seen = file;
	try {
		for (let polls = 0; isImporting(seen) && !isOver(patience); polls++)
			seen = (await lookAgain(patience, polls, () => getFile(client, file.id))) ?? seen;
	} catch (error) {
		throw extended(error, `The import goes on in Koldan as file ${file.id}.`, { fileId: file.id });
	}
	return seen;
}

/** What Koldan answers about a file that is still being imported, or was deleted (section "Create Transcription Job"). */
const NOT_READY = 422;

/**
 * Starts something with a file, as soon as its import is complete. Whether it is, Koldan says in its answer: so the file itself
 * is looked at only if need be, and where it can't be seen, the start is tried again instead. A refusal has started nothing.
 *
 * @throws KoldanApiError when the time is up, or waiting is of no use
 */
export async function onceImported<Done>(
	patience: Patience,
	fileId: string,
	start: () => Promise<Done>,
): Promise<Done> {
	for (let polls = 0; ; polls++) {
		try {
			return await start();
		} catch (error) {
			if (statusOf(error) !== NOT_READY) return rethrow(error);
			let file = await findFile(patience.client, fileId);
			if (file && isImporting(file)) file = await waitForImport(patience, file);
			if (file && importStatusOf(file) === 'FAILED') throw failedImport(file);
			if (file && isImporting(file)) throw lateImport(file);
			if (isOver(patience) || (file && stateOf(file, 'isDeleted'))) return rethrow(error);
			// Another field may say it, or Koldan's answers may be behind.
			await lookAgain(patience, polls, async () => undefined);
		}
	}
}
