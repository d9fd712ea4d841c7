/**
 * What a file's JSON says, wherever Koldan keeps it: which fields it has is documented in prose only. What is not understood is
 * passed through.
 */
import { isRecord } from './client';

/** A file as Koldan shows it; `id` is found under whatever name it has. */
export interface StoredFile extends Record<string, unknown> {
	id: string;
}

/** How far the import from an address is. */
export type ImportStatus = 'PENDING' | 'DOWNLOADING' | 'COMPLETED' | 'FAILED';

const ID_FIELDS = ['id', 'uuid', 'fileId', 'fileUuid'] as const;
const FILE_NAME_FIELDS = ['filename', 'fileName', 'originalFilename', 'originalFileName'] as const;
const IMPORT_STATUSES: ReadonlySet<string> = new Set<ImportStatus>([
	'PENDING',
	'DOWNLOADING',
	'COMPLETED',
	'FAILED',
]);

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const firstText = (file: Record<string, unknown>, names: readonly string[]): string | undefined =>
	names.map((name) => file[name]).find(isText);

/** What the file had as a name where it came from. */
export const fileNameOf = (file: Record<string, unknown>): string | undefined =>
	firstText(file, FILE_NAME_FIELDS);

/** What people call it. */
export const nameOf = (file: Record<string, unknown>): string | undefined =>
	firstText(file, ['name', 'displayName', ...FILE_NAME_FIELDS]);

function fileOf(value: unknown): StoredFile | undefined {
	if (!isRecord(value)) return undefined;
	const id = firstText(value, ID_FIELDS);
	// An owner or a folder may have an ID too, but hardly what a file is called by.
	return id !== undefined && nameOf(value) !== undefined ? { ...value, id } : undefined;
}

/** How deep a wrapped answer is looked into. */
const MAX_DEPTH = 3;

/** All values of an answer down to some depth, the outermost first. */
function valuesIn(body: unknown): unknown[] {
	let level = [body];
	const found: unknown[] = [];
	for (let depth = 0; depth <= MAX_DEPTH; depth++) {
		found.push(...level);
		level = level.filter(isRecord).flatMap((value) => Object.values(value));
	}
	return found;
}

/** The file in an answer: the answer itself, or what it wraps. */
export const fileIn = (body: unknown): StoredFile | undefined =>
	valuesIn(body).map(fileOf).find(Boolean);

/** The files of a list, whatever it is wrapped in. Where there are none, any array will do; without one, it is no list. */
export function filesIn(body: unknown): StoredFile[] | undefined {
	const arrays = valuesIn(body).filter(Array.isArray);
	const files = arrays.map((array) => array.map(fileOf).filter((file) => file !== undefined));
	return files.find(({ length }) => length > 0) ?? files[0];
}

const statusIn = (value: unknown): ImportStatus | undefined => {
	const status = isText(value) ? value.toUpperCase() : '';
	return IMPORT_STATUSES.has(status) ? (status as ImportStatus) : undefined;
};

/** Names of the status of something else. */
const OTHER_STATUS = /audio|listening|publish|transcri|summar|job|share/i;

/**
 * How far its import is. Its field is known by what it holds, and by its name: one that tells of an import comes before one
 * that just tells of a status, which may lie a level deeper.
 *
 * @returns undefined for a file that is not imported, and is ready
 */
export function importStatusOf(file: Record<string, unknown>): ImportStatus | undefined {
	const fields = Object.entries(file).filter(([name]) => !OTHER_STATUS.test(name));
	const ofImport = fields.filter(([name]) => /ingest|import/i.test(name));
	const nested = ofImport.flatMap(([, value]) => (isRecord(value) ? Object.entries(value) : []));
	const ofStatus = [...nested, ...fields].filter(([name]) =>
		/^(state|status)$|status$/i.test(name),
	);
	return [...ofImport, ...ofStatus].map(([, value]) => statusIn(value)).find(Boolean);
}

export function isImporting(file: Record<string, unknown>): boolean {
	const status = importStatusOf(file);
	return status === 'PENDING' || status === 'DOWNLOADING';
}

/** Its tags by their names: texts, or objects that have one. */
export function tagsOf({ tags }: Record<string, unknown>): string[] | undefined {
	if (!Array.isArray(tags)) return undefined;
	return tags.flatMap((tag: unknown) =>
		isText(tag) ? [tag] : isRecord(tag) ? (nameOf(tag) ?? []) : [],
	);
}

/** When it was stored, as Koldan writes it. */
export function creationOf(file: Record<string, unknown>): string | undefined {
	const names = Object.keys(file).filter((name) =>
		/^(creat|upload)\w*(date|at|time|on)$/i.test(name),
	);
	return firstText(file, ['creationDate', ...names]);
}

/** Whether it counts as deleted, or without its content; undefined where it doesn't say. */
export const stateOf = (
	file: Record<string, unknown>,
	state: 'isDeleted' | 'isContentDiscarded',
): boolean | undefined => {
	const value = file[state];
	return typeof value === 'boolean' ? value : undefined;
};
