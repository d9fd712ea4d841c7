/** What a file that comes out of Koldan is called, and how large it is: its own name, wherever Koldan says it. */
import { fileNameOf, nameOf, type StoredFile } from '../../api/fileFacts';

type Headers = Readonly<Record<string, unknown>>;

const headerOf = (headers: Headers, name: string): string =>
	typeof headers[name] === 'string' ? headers[name] : '';

/** Says nothing about what is in a file. */
const UNKNOWN_TYPE = 'application/octet-stream';

/** Endings of names by types, where a name has none. */
const EXTENSIONS: Readonly<Record<string, string | undefined>> = {
	'audio/aac': 'aac',
	'audio/flac': 'flac',
	'audio/mp4': 'm4a',
	'audio/mpeg': 'mp3',
	'audio/ogg': 'ogg',
	'audio/opus': 'opus',
	'audio/wav': 'wav',
	'audio/wave': 'wav',
	'audio/webm': 'webm',
	'audio/x-m4a': 'm4a',
	'audio/x-wav': 'wav',
	'video/mp4': 'mp4',
	'video/quicktime': 'mov',
	'video/webm': 'webm',
};

const typeIn = (headers: Headers): string =>
	headerOf(headers, 'content-type').split(';')[0].trim().toLowerCase();

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

/** The name in a `Content-Disposition` header (RFC 6266): one in any alphabet comes before a plain one. */
export function dispositionName(header: string): string | undefined {
	const extended = /filename\*\s*=\s*(?:utf-8|iso-8859-1)'[^']*'([^;\s]+)/i.exec(header)?.[1];
	if (extended) return decoded(extended);
	const plain = /filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(header);
	return (plain?.[1]?.replace(/\\(.)/g, '$1') ?? plain?.[2]) || undefined;
}

/** A name that is nothing but one: no folder, and nothing that systems stumble over. */
const cleaned = (name: string): string =>
	name
		.replace(/[/\\\p{Cc}\p{Zl}\p{Zp}]+/gu, '_')
		.replace(/^\.+/, '')
		.trim()
		.slice(-200);

const hasEnding = (name: string): boolean => /\.[A-Za-z0-9]{1,8}$/.test(name);

/**
 * The name of a file that is downloaded.
 *
 * @param wanted what the user wants it to be called
 * @param file what is known of it
 */
export function fileNameFor(
	wanted: string,
	file: StoredFile | undefined,
	headers: Headers,
	id: string,
): string {
	const own = file && fileNameOf(file);
	const sent = dispositionName(headerOf(headers, 'content-disposition'));
	const name = [wanted, own, sent, file && nameOf(file)]
		.map((each) => cleaned(each ?? ''))
		.find(Boolean);
	const ending = EXTENSIONS[typeIn(headers)];
	const named = name ?? id;
	return hasEnding(named) || !ending ? named : `${named}.${ending}`;
}

/** The type of a file; undefined to go by its name. */
export function mimeTypeFor(headers: Headers, name: string): string | undefined {
	const type = typeIn(headers);
	if (type && type !== UNKNOWN_TYPE) return type;
	return hasEnding(name) ? undefined : UNKNOWN_TYPE;
}

/** How many bytes a file has that comes as it is. */
export function sizeIn(headers: Headers): number | undefined {
	const length = headerOf(headers, 'content-length');
	return /^\d+$/.test(length) && !headerOf(headers, 'content-encoding')
		? Number(length)
		: undefined;
}
