import { open } from 'node:fs/promises';

const has = (head: Buffer, offset: number, text: string) =>
	head.toString('latin1', offset, offset + text.length) === text;

/** MPEG audio frames (MP3, AAC in ADTS) begin with eleven or twelve set bits. */
const isMpegFrame = (head: Buffer) =>
	head.length > 1 && head[0] === 0xff && (head[1] & 0xe0) === 0xe0;

const CONTAINERS: Array<[name: string, matches: (head: Buffer) => boolean]> = [
	['wav', (head) => has(head, 0, 'RIFF') && has(head, 8, 'WAVE')],
	['mp3', (head) => has(head, 0, 'ID3')],
	['flac', (head) => has(head, 0, 'fLaC')],
	['ogg', (head) => has(head, 0, 'OggS')],
	['mp4', (head) => has(head, 4, 'ftyp')],
	['webm', (head) => head.length >= 4 && head.readUInt32BE(0) === 0x1a45dfa3],
	['aiff', (head) => has(head, 0, 'FORM') && has(head, 8, 'AIF')],
	['avi', (head) => has(head, 0, 'RIFF') && has(head, 8, 'AVI ')],
	['amr', (head) => has(head, 0, '#!AMR')],
	['mpeg', isMpegFrame],
];

/** The media container that a file's first bytes show, whatever its name; undefined: none known. */
export async function detectContainer(path: string): Promise<string | undefined> {
	const file = await open(path);
	try {
		const head = Buffer.alloc(16);
		const { bytesRead } = await file.read(head, 0, head.length, 0);
		const bytes = head.subarray(0, bytesRead);
		return CONTAINERS.find(([, matches]) => matches(bytes))?.[0];
	} finally {
		await file.close();
	}
}
