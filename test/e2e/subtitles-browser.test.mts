/**
 * Whether a browser shows WebVTT files as they are meant: Chromium plays a recording with each file as a
 * `<track>`, and the words of the subtitles on the screen are measured where they are drawn.
 *
 * With KOLDAN_SCREENSHOTS set, the pictures in docs/images are taken anew.
 */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import fc from 'fast-check';
import { chromium } from 'playwright-core';
import type { Browser, CDPSession, Page } from 'playwright-core';

import { formatTranscript } from '../../nodes/Koldan/transcript';
import { markDirection } from '../../nodes/Koldan/transcript/direction';
import { QUIET_CHROMIUM } from '../fixtures/chromium.mts';
import { ARABIC_MEETING, ENGLISH_MEETING, HEBREW_MEETING } from '../fixtures/transcripts.mts';

const TRANSCRIPTS = { hebrew: HEBREW_MEETING, english: ENGLISH_MEETING, arabic: ARABIC_MEETING };
type Name = keyof typeof TRANSCRIPTS;

const executablePath = [
	process.env.CHROMIUM_PATH ?? '',
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
].find((path) => path !== '' && existsSync(path));

if (executablePath === undefined) {
	console.warn('Skipped: Chromium is not installed, so no browser can show the subtitles.');
}
const describeInBrowser = executablePath === undefined ? describe.skip : describe;

/** A silent recording: 30 s of WAV, 8 kHz, 8 bits. */
function silence(): Buffer {
	const samples = Buffer.alloc(30 * 8000, 128);
	const header = Buffer.alloc(44);
	header.write('RIFF', 0);
	header.writeUInt32LE(36 + samples.length, 4);
	header.write('WAVEfmt ', 8);
	header.writeUInt32LE(16, 16);
	header.writeUInt16LE(1, 20);
	header.writeUInt16LE(1, 22);
	header.writeUInt32LE(8000, 24);
	header.writeUInt32LE(8000, 28);
	header.writeUInt16LE(1, 32);
	header.writeUInt16LE(8, 34);
	header.write('data', 36);
	header.writeUInt32LE(samples.length, 40);
	return Buffer.concat([header, samples]);
}

const vtt = (name: Name) =>
	[
		...formatTranscript(TRANSCRIPTS[name], 'vtt', {
			speakerNames: { SPEAKER_00: 'Dana', SPEAKER_01: 'Yossi' },
		}),
	].join('');

const page = (name: Name) => `<!doctype html>
<meta charset="utf-8">
<style>
	body { margin: 0 }
	video { display: block; width: 800px; height: 240px; background: linear-gradient(#2f4858, #14202b) }
	::cue { font-size: 26px; line-height: 1.35 }
</style>
<video src="/recording.wav"><track default kind="captions" src="/${name}.vtt"></video>`;

/** Lines of Hebrew and Arabic words with everything between them that moves about. */
const mixedLine: fc.Arbitrary<string> = fc
	.array(
		fc.oneof(
			{
				weight: 4,
				arbitrary: fc.constantFrom('שלום', 'ב-Zoom', 'היום,', 'לא.', '"כן"', 'תל־אביב', '(אולי)'),
			},
			{ weight: 2, arbitrary: fc.constantFrom('مرحبا', 'نعم،', 'لا؟', 'شكرا!') },
			{ weight: 1, arbitrary: fc.constantFrom('Koldan', 'Teams,', 'C++', 'e.g.', 'x=1') },
			{
				weight: 1,
				arbitrary: fc.constantFrom('12', '25%', '3.5', '12/03/2026', '50₪', '٣', '-7', '10:30'),
			},
			{ weight: 1, arbitrary: fc.constantFrom('-', '–', '…', '(', '!', '&') },
		),
		{ minLength: 1, maxLength: 6 },
	)
	.map((words) => words.join(' '))
	.filter((line) => /[\u05d0-\u064a]/.test(line));

/** Runs in the page: lays each text out, and reads its characters in the order of their places. */
const SEEN_ORDER = `({ texts, way }) => {
	const box = document.createElement('div');
	box.style.cssText = 'font: 20px sans-serif; white-space: pre; width: max-content';
	if (way === 'auto') box.style.unicodeBidi = 'plaintext';
	else box.dir = way;
	document.body.append(box);
	return texts.map((text) => {
		box.textContent = text;
		const node = box.firstChild;
		const places = [];
		for (const { 0: character, index } of text.matchAll(/[^\\p{Cf}]/gu)) {
			const range = document.createRange();
			range.setStart(node, index);
			range.setEnd(node, index + character.length);
			const { left, right } = range.getBoundingClientRect();
			places.push({ character, at: left + right });
		}
		places.sort((a, b) => a.at - b.at);
		return places.map(({ character }) => character).join('');
	});
}`;

function serve(): Promise<Server> {
	const recording = silence();
	const server = createServer((request, response) => {
		const path = request.url ?? '';
		const name = (Object.keys(TRANSCRIPTS) as Name[]).find((known) => path.startsWith(`/${known}`));
		if (path === '/recording.wav') {
			response.writeHead(200, { 'content-type': 'audio/wav' }).end(recording);
		} else if (name && path.endsWith('.vtt')) {
			response.writeHead(200, { 'content-type': 'text/vtt' }).end(vtt(name));
		} else if (name) {
			response.writeHead(200, { 'content-type': 'text/html' }).end(page(name));
		} else {
			response.writeHead(404).end();
		}
	});
	return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

/** A piece of a subtitle on the screen: a word, or a mark at its end. */
interface Drawn {
	text: string;
	left: number;
	right: number;
	line: number;
}

interface ShadowNode {
	nodeName: string;
	nodeValue?: string;
	backendNodeId: number;
	children?: ShadowNode[];
	shadowRoots?: ShadowNode[];
	attributes?: string[];
}

function textNodes(node: ShadowNode): ShadowNode[] {
	const inside = [...(node.children ?? []), ...(node.shadowRoots ?? [])].flatMap(textNodes);
	return node.nodeName === '#text' ? [node, ...inside] : inside;
}

/** Finds what is drawn for the cue: it is in the video's own shadow tree, which only the debugger sees. */
async function drawnCue(debug: CDPSession, cueText: string): Promise<Drawn[]> {
	const { root } = (await debug.send('DOM.getDocument', { depth: -1, pierce: true })) as {
		root: ShadowNode;
	};
	const shown = textNodes(root).filter(
		({ nodeValue }) => nodeValue && nodeValue.trim() !== '' && cueText.includes(nodeValue),
	);
	const drawn: Drawn[] = [];
	for (const { backendNodeId } of shown) {
		const { object } = await debug.send('DOM.resolveNode', { backendNodeId });
		const { result } = await debug.send('Runtime.callFunctionOn', {
			objectId: object.objectId ?? '',
			returnByValue: true,
			functionDeclaration: `function () {
				const pieces = [];
				const range = document.createRange();
				for (const { 0: text, index } of this.data.matchAll(/[\\p{L}\\p{N}]+|[^\\s\\p{L}\\p{N}\\p{Cf}]/gu)) {
					range.setStart(this, index);
					range.setEnd(this, index + text.length);
					const { left, right, top } = range.getBoundingClientRect();
					pieces.push({ text, left, right, line: Math.round(top) });
				}
				return pieces;
			}`,
		});
		drawn.push(...(result.value as Drawn[]));
	}
	return drawn;
}

/** The pieces of each line in the order in which they are seen, from left to right. */
function seenLines(drawn: Drawn[]): string[] {
	const lines = [...new Set(drawn.map((piece) => piece.line))].sort((a, b) => a - b);
	return lines.map((line) =>
		drawn
			.filter((piece) => piece.line === line)
			.sort((a, b) => a.left - b.left)
			.map((piece) => piece.text)
			.join(' '),
	);
}

describeInBrowser('WebVTT in Chromium', () => {
	let browser: Browser;
	let server: Server;

	beforeAll(async () => {
		server = await serve();
		browser = await chromium.launch({ executablePath, args: QUIET_CHROMIUM });
	});

	afterAll(async () => {
		await browser?.close();
		server?.close();
	});

	async function open(name: Name): Promise<{ page: Page; debug: CDPSession }> {
		const opened = await browser.newPage({ viewport: { width: 800, height: 240 } });
		const { port } = server.address() as AddressInfo;
		await opened.goto(`http://127.0.0.1:${port}/${name}`);
		await opened.waitForFunction(
			`document.querySelector('track').readyState === 2 && document.querySelector('video').readyState > 1`,
		);
		return { page: opened, debug: await opened.context().newCDPSession(opened) };
	}

	/** Goes to a time and gives the cue that is shown then, as file and as picture. */
	async function at(
		{ page: opened, debug }: { page: Page; debug: CDPSession },
		seconds: number,
	): Promise<{ cues: string[]; lines: string[] }> {
		const cues = (await opened.evaluate(`new Promise((resolve) => {
			const video = document.querySelector('video');
			video.onseeked = () => requestAnimationFrame(() => requestAnimationFrame(() =>
				resolve([...video.textTracks[0].activeCues].map((cue) => cue.text))));
			video.currentTime = ${seconds};
		})`)) as string[];
		// Only text is drawn: voices and character references are gone.
		const plain = cues.join('\n').replace(/<[^>]*>/g, '');
		return { cues, lines: seenLines(await drawnCue(debug, plain)) };
	}

	async function picture(opened: Page, name: string): Promise<void> {
		if (!process.env.KOLDAN_SCREENSHOTS) return;
		const folder = join(import.meta.dirname, '..', '..', 'docs', 'images');
		await mkdir(folder, { recursive: true });
		await opened.screenshot({ path: join(folder, `${name}.png`) });
	}

	test('reads every cue of the file without an error, with voices', async () => {
		for (const name of Object.keys(TRANSCRIPTS) as Name[]) {
			const { page: opened } = await open(name);
			const cues = (await opened.evaluate(
				`[...document.querySelector('video').textTracks[0].cues].map((cue) =>
					({ start: cue.startTime, end: cue.endTime, html: new XMLSerializer().serializeToString(cue.getCueAsHTML()) }))`,
			)) as Array<{ start: number; end: number; html: string }>;
			const blocks = vtt(name)
				.split('\n\n')
				.filter((block) => block.includes(' --> '));
			expect(cues).toHaveLength(blocks.length);
			for (const cue of cues) {
				expect(cue.end).toBeGreaterThan(cue.start);
				expect(cue.html).toMatch(/title="(Dana|Yossi)"/);
			}
			await opened.close();
		}
	});

	test('shows Hebrew from right to left, with numbers, Latin words and marks in their places', async () => {
		const session = await open('hebrew');
		expect((await at(session, 6)).lines).toEqual([
			'Koldan - ב להשתמש התחלנו ! תודה',
			'. בערך 25 % הוא והחיסכון , חודשים 3 לפני',
		]);
		await picture(session.page, 'subtitles-hebrew');
		expect((await at(session, 1)).lines).toEqual([
			', לכולם שלום',
			'. 2026 במרץ 12 של לפגישה הבאים וברוכים',
		]);
		expect((await at(session, 16)).lines).toEqual(['? בטלפון גם נכון זה האם']);
		await session.page.close();
	});

	test('shows a line that begins with Latin words as part of the Hebrew sentence', async () => {
		const session = await open('hebrew');
		// Seen from the left: the Latin words keep their own order, at the right end of the line.
		expect((await at(session, 12)).lines).toEqual([
			', מצוין עובד Microsoft Teams',
			'. פחות קצת Zoom אבל',
		]);
		await session.page.close();
	});

	test('needs the marks in lines from right to left, and no more, whatever way a player lays lines out', async () => {
		const lines = fc.sample(mixedLine, { numRuns: 400, seed: 7 });
		const opened = await browser.newPage();
		/** The characters as they are seen from the left, in a paragraph laid out that way. */
		const seen = async (texts: string[], way: 'ltr' | 'rtl' | 'auto') =>
			(await opened.evaluate(`(${SEEN_ORDER})(${JSON.stringify({ texts, way })})`)) as string[];

		const meant = await seen(lines, 'rtl');
		const marked = lines.map((line) => markDirection(line, 'rtl'));
		expect(await seen(marked, 'ltr')).toEqual(meant);
		expect(await seen(marked, 'auto')).toEqual(meant);

		// A line has marks only if one of the two ways would get it wrong without them. (Closing brackets
		// need them in players older than Unicode 6.3 only, and quotes look the same at both ends.)
		const bare = { ltr: await seen(lines, 'ltr'), auto: await seen(lines, 'auto') };
		const needless = lines.filter(
			(line, k) =>
				!/[")]$/.test(line) &&
				marked[k] !== line &&
				bare.ltr[k] === meant[k] &&
				bare.auto[k] === meant[k],
		);
		expect(needless).toEqual([]);

		const english = lines.filter((line) => /[a-z]/i.test(line));
		const left = await seen(english, 'ltr');
		const markedLeft = english.map((line) => markDirection(line, 'ltr'));
		expect(await seen(markedLeft, 'auto')).toEqual(left);
		expect(await seen(markedLeft, 'ltr')).toEqual(left);
		await opened.close();
	});

	test('shows English from left to right', async () => {
		const session = await open('english');
		expect((await at(session, 6)).lines).toEqual([
			'Thank you ! We began to transcribe',
			'our calls three months ago ,',
		]);
		await picture(session.page, 'subtitles-english');
		await session.page.close();
	});

	test('shows Arabic from right to left', async () => {
		const session = await open('arabic');
		expect((await at(session, 1)).lines).toEqual(['! لكم شكرا ، 7 رقم الاجتماع في بكم مرحبا']);
		expect((await at(session, 5)).lines).toEqual(['. رائع وهو ، أشهر 3 منذ Koldan نستخدم']);
		await session.page.close();
	});
});
