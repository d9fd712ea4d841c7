import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { findProgram, runProgram } from '../programs.mts';
import { AudioError } from './audio-error.mts';
import { detectContainer } from './container.mts';
import { readWavInfo, wavHeader, type WavInfo } from './wav.mts';

/** What recognisers are given: 16-bit PCM, one channel, 16,000 samples a second. */
export const RECOGNIZER_RATE = 16_000;

/** A recording as 16-bit PCM WAV, with as many channels as it has. */
export interface Recording {
	path: string;
	info: WavInfo;
}

/**
 * Opens an uploaded file by what its bytes are: 16-bit PCM WAV as it is, everything else through ffmpeg.
 *
 * @param convertedPath where a converted copy may be written
 * @param resample whether other sample rates should be converted well (ffmpeg) when that is possible
 * @throws AudioError EMPTY_AUDIO, UNSUPPORTED_FORMAT or FILE_CORRUPTED
 */
export async function openRecording(
	path: string,
	convertedPath: string,
	{ resample, signal }: { resample: boolean; signal?: AbortSignal },
): Promise<Recording> {
	if ((await stat(path)).size === 0) throw new AudioError('EMPTY_AUDIO', 'The file is empty.');
	const container = await detectContainer(path);
	if (container === undefined) {
		throw new AudioError(
			'UNSUPPORTED_FORMAT',
			'The file is in no audio or video format that is known.',
		);
	}
	if (container === 'wav') {
		const info = await readWavInfo(path);
		const rateFits = info.sampleRate === RECOGNIZER_RATE || !resample || !findProgram('ffmpeg');
		if (info.format === 1 && info.bitsPerSample === 16 && rateFits) return { path, info };
	}
	await convertToWav(path, convertedPath, container, signal);
	return { path: convertedPath, info: await readWavInfo(convertedPath) };
}

async function convertToWav(from: string, to: string, container: string, signal?: AbortSignal) {
	const ffmpeg = findProgram('ffmpeg');
	if (!ffmpeg) {
		throw new AudioError(
			'UNSUPPORTED_FORMAT',
			`Files in the format ${container} need ffmpeg on the machine that runs this server.`,
		);
	}
	const args = ['-v', 'error', '-nostdin', '-y', '-i', from];
	const output = [
		'-vn',
		'-map',
		'0:a:0',
		'-c:a',
		'pcm_s16le',
		'-ar',
		String(RECOGNIZER_RATE),
		'-f',
		'wav',
		to,
	];
	try {
		await runProgram(ffmpeg, [...args, ...output], signal);
	} catch (error) {
		signal?.throwIfAborted();
		const reason = error instanceof Error ? error.message : '';
		if (/matches no streams|does not contain any stream/.test(reason)) {
			throw new AudioError('EMPTY_AUDIO', 'The file contains no audio stream.');
		}
		throw new AudioError('FILE_CORRUPTED', `The ${container} file could not be decoded.`);
	}
}

/**
 * Writes one channel of a recording (or, with null, all of them mixed) as a WAV file for a recogniser.
 * Streams, so that a long recording is never held in memory.
 */
export async function writeMonoWav(recording: Recording, channel: number | null, to: string) {
	const { info } = recording;
	const step = info.sampleRate / RECOGNIZER_RATE;
	const frames = Math.floor(info.dataSize / info.frameSize);
	const outFrames = Math.floor(frames / step);
	const samples = createReadStream(recording.path, {
		start: info.dataOffset,
		end: info.dataOffset + frames * info.frameSize - 1,
	});
	const target = createWriteStream(to);
	target.write(wavHeader({ sampleRate: RECOGNIZER_RATE, channels: 1, dataSize: outFrames * 2 }));
	await pipeline(samples, toMono(info, channel, step, outFrames), target);
}

/** Picks or mixes channels and takes the nearest frame for each sample of the new rate. */
function toMono(info: WavInfo, channel: number | null, step: number, outFrames: number): Transform {
	let rest: Buffer = Buffer.alloc(0);
	let firstFrame = 0;
	let written = 0;
	return new Transform({
		transform(chunk: Buffer, _encoding, done) {
			const bytes = rest.length ? Buffer.concat([rest, chunk]) : chunk;
			const frames = Math.floor(bytes.length / info.frameSize);
			const out: number[] = [];
			while (written < outFrames) {
				const frame = Math.floor(written * step) - firstFrame;
				if (frame >= frames) break;
				out.push(sampleAt(bytes, frame * info.frameSize, info.channels, channel));
				written += 1;
			}
			firstFrame += frames;
			rest = bytes.subarray(frames * info.frameSize);
			done(null, Buffer.from(Int16Array.from(out).buffer));
		},
	});
}

function sampleAt(bytes: Buffer, offset: number, channels: number, channel: number | null): number {
	if (channel !== null) return bytes.readInt16LE(offset + channel * 2);
	let sum = 0;
	for (let index = 0; index < channels; index += 1) sum += bytes.readInt16LE(offset + index * 2);
	return Math.round(sum / channels);
}
