/** Takes the body of an answer as it comes: follows it to where it lies, and watches over it on its way. */
import { sleep, type IHttpRequestOptions, type IN8nHttpFullResponse } from 'n8n-workflow';
import { KoldanInputError, rethrow } from './errors';
import type { Content, ContentStream, KoldanResponse } from './transport';

/** Sends requests whose answers are streams, and can give them up. */
export interface Sender {
	/** With the credential. */
	signed(options: IHttpRequestOptions): Promise<IN8nHttpFullResponse>;
	/** With nothing of it: to any other host. */
	plain(options: IHttpRequestOptions): Promise<IN8nHttpFullResponse>;
	/** Ends the request, and the stream of its answer. */
	abort(): void;
}

/** Hops to other addresses before an answer counts as none. */
const MAX_HOPS = 5;

/** Milliseconds without a byte after which a content is given up, and how often that is looked at. */
const SILENCE = 60_000;
const LOOK_EVERY = 500;

/** Bytes of a refusal that are read. */
const MAX_REFUSAL = 64_000;

const isRedirect = (statusCode: number): boolean => statusCode >= 300 && statusCode < 400;

/** Where an answer points to; undefined where following it is not safe. */
function target(location: unknown, from: string): string | undefined {
	if (typeof location !== 'string' || !URL.canParse(location, from)) return undefined;
	const { protocol, href } = new URL(location, from);
	const isDowngrade = from.startsWith('https:') && protocol !== 'https:';
	return /^https?:$/.test(protocol) && !isDowngrade ? href : undefined;
}

/** The body. That it breaks when nobody reads it any more must not end n8n. */
const streamOf = ({ body }: IN8nHttpFullResponse): ContentStream =>
	(body as unknown as ContentStream).on('error', () => {});

/** Sends a request, and follows it. The credential goes nowhere but to its own server. */
async function open(
	sender: Sender,
	options: IHttpRequestOptions,
): Promise<{ answer: IN8nHttpFullResponse; isElsewhere: boolean }> {
	const home = new URL(options.url).origin;
	let { url, qs } = options;
	let isElsewhere = false;
	for (let hops = 0; ; hops++) {
		const request: IHttpRequestOptions = {
			...options,
			url,
			qs,
			json: false,
			encoding: 'stream',
			// Then the bytes that come are those of the file.
			headers: { ...options.headers, 'accept-encoding': 'identity' },
		};
		const answer: IN8nHttpFullResponse = await (isElsewhere
			? sender.plain(request)
			: sender.signed(request));
		const next: string | undefined = isRedirect(answer.statusCode)
			? target(answer.headers.location, url)
			: undefined;
		if (next === undefined || hops === MAX_HOPS) return { answer, isElsewhere };
		streamOf(answer).resume();
		isElsewhere ||= new URL(next).origin !== home;
		[url, qs] = [next, undefined];
	}
}

/** Does something with a stream as long as it brings bytes. */
async function whileItComes<Done>(
	stream: ContentStream,
	sender: Sender,
	work: () => Promise<Done>,
): Promise<Done> {
	let [last, isOver, isSilent] = [Date.now(), false, false];
	// Whoever reads the stream, all of its bytes go through here, and nothing is held up or copied.
	const push = stream.push.bind(stream);
	stream.push = (...chunk) => {
		last = Date.now();
		return push(...chunk);
	};
	const watch = async (): Promise<never> => {
		for (;;) {
			await sleep(LOOK_EVERY);
			if (isOver) return await new Promise<never>(() => {});
			// Bytes that wait to be read: it is this side that is slow.
			if (stream.readableLength > 0) last = Date.now();
			if (Date.now() - last < SILENCE) continue;
			isSilent = true;
			sender.abort();
			throw silence();
		}
	};
	try {
		return await Promise.race([work(), watch()]);
	} catch (error) {
		return rethrow(isSilent ? silence() : error);
	} finally {
		isOver = true;
	}
}

const silence = (): Error =>
	Object.assign(new Error(`nothing came for ${SILENCE / 1000} seconds`), { code: 'ETIMEDOUT' });

async function textOf(stream: ContentStream): Promise<string> {
	let text = '';
	for await (const chunk of stream) {
		text += Buffer.from(chunk as Uint8Array).toString('utf8');
		if (text.length > MAX_REFUSAL) break;
	}
	return text;
}

/** Codes of file systems, when nothing more can be written. */
const STORE_CODES = /^(ENOSPC|EDQUOT|EACCES|EPERM|EROFS|EMFILE|ENFILE|ENOENT|EIO|EFBIG)$/;

/** The stream came to its end, or went on well: it is n8n that could not keep it. */
const isOfStore = (error: unknown, stream: ContentStream): boolean =>
	STORE_CODES.test(String((error as { code?: unknown }).code)) || !stream.errored;

function notKept(error: unknown): KoldanInputError {
	const reason = error instanceof Error ? error.message : String(error);
	return new KoldanInputError(
		'n8n could not keep the file',
		`Ask the people who run this n8n whether there is enough space where it keeps files. (${reason})`,
	);
}

/**
 * Sends a request and hands over the body of a good answer as it comes.
 *
 * @param read what a refusal's body says
 * @returns the answer, with what `receive` gave as its body
 * @throws KoldanInputError when n8n can't keep it; otherwise the error of the connection
 */
export async function receiveContent(
	sender: Sender,
	options: IHttpRequestOptions,
	receive: (content: Content) => Promise<unknown>,
	read: (text: string) => unknown,
): Promise<KoldanResponse> {
	const { answer, isElsewhere } = await open(sender, options);
	const { statusCode, headers } = answer;
	const stream = streamOf(answer);
	const isGood = statusCode >= 200 && statusCode < 300;
	// Another host's refusal is no word of Koldan's: its link may have expired, and the next one may work.
	if (isElsewhere && !isGood) {
		stream.resume();
		throw new Error(`the address that Koldan points to answered with status ${statusCode}`);
	}
	return await whileItComes(stream, sender, async () => {
		if (!isGood) return { statusCode, headers, body: read(await textOf(stream)) };
		try {
			return { statusCode, headers, body: await receive({ stream, headers }) };
		} catch (error) {
			return rethrow(isOfStore(error, stream) ? notKept(error) : error);
		}
	});
}
