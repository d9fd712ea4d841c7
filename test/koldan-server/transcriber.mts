import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pLimit from 'p-limit';
import type { DiarizationOptions, TranscriptionResult } from '../../nodes/Koldan/api/types.ts';
import { AudioError } from './audio/audio-error.mts';
import { openRecording, writeMonoWav, type Recording } from './audio/recording.mts';
import { assembleResult, type RecognizedTrack } from './recognizers/assemble.mts';
import type { Recognition, Recognizer } from './recognizers/recognizer.mts';
import { simulation } from './recognizers/simulation.mts';

/** Recognisers keep a core busy each. */
const MAX_PROCESSES = 2;
/** Speakers that the simulation tells apart when `maxSpeakers` is not given. */
const DEFAULT_SPEAKERS = 2;

export interface TranscriptionRequest {
	path: string;
	sha256: string;
	/** BCP 47; undefined: detect. */
	language?: string;
	diarization: DiarizationOptions | null;
	maxDurationSeconds: number;
	signal: AbortSignal;
}

/** Turns a stored file into a result; each recording is recognised once and remembered by its SHA-256. */
export class Transcriber {
	readonly recognizer: Recognizer;
	/** Whether a language that the recogniser doesn't know is simulated instead of failing. */
	private readonly mayFallBack: boolean;
	private readonly limit = pLimit(MAX_PROCESSES);
	private readonly recognized = new Map<string, Recognition>();

	constructor(recognizer: Recognizer, mayFallBack: boolean) {
		this.recognizer = recognizer;
		this.mayFallBack = mayFallBack;
	}

	/** The recogniser for a language: the simulation where the real one doesn't know it and may be replaced. */
	recognizerFor(language: string | undefined): Recognizer {
		if (this.recognizer.supports(language)) return this.recognizer;
		if (this.mayFallBack) return simulation;
		throw new AudioError(
			'LANGUAGE_NOT_SUPPORTED',
			`The model does not support the language ${language}.`,
		);
	}

	/** @throws AudioError with the code that the job fails with */
	async transcribe(request: TranscriptionRequest): Promise<TranscriptionResult> {
		const recognizer = this.recognizerFor(request.language);
		const run = () => this.inTemporaryFolder((folder) => this.run(request, recognizer, folder));
		return await (recognizer.simulated ? run() : this.limit(run));
	}

	private async run(request: TranscriptionRequest, recognizer: Recognizer, folder: string) {
		const { signal, diarization } = request;
		signal.throwIfAborted();
		const recording = await openRecording(request.path, join(folder, 'converted.wav'), {
			resample: !recognizer.simulated,
			signal,
		});
		const { duration, channels } = recording.info;
		if (duration > request.maxDurationSeconds) {
			throw new AudioError(
				'DURATION_EXCEEDED',
				`The recording is ${Math.ceil(duration)} seconds long; ${request.maxDurationSeconds} are allowed.`,
			);
		}
		const tracks: RecognizedTrack[] = [];
		for (const { channel, label } of tracksOf(diarization, channels)) {
			const recognition = await this.recognize(request, recognizer, recording, channel, folder);
			tracks.push({ ...recognition, channel, label });
		}
		return assembleResult(tracks, duration);
	}

	private async recognize(
		request: TranscriptionRequest,
		recognizer: Recognizer,
		recording: Recording,
		channel: number | null,
		folder: string,
	): Promise<Recognition> {
		const { language, diarization, signal } = request;
		const speakerMode = diarization?.enabled === true && diarization.mode !== 'CHANNEL';
		const maxSpeakers = speakerMode ? (diarization.maxSpeakers ?? DEFAULT_SPEAKERS) : 1;
		const seed = `${request.sha256} ${channel ?? 'mix'}`;
		const key = [recognizer.name, seed, language ?? '', maxSpeakers].join(' ');
		const known = this.recognized.get(key);
		if (known) return known;
		const wavPath = join(folder, `channel-${channel ?? 'mix'}.wav`);
		if (!recognizer.simulated) await writeMonoWav(recording, channel, wavPath);
		const { duration } = recording.info;
		const recognition = await recognizer.recognize({
			wavPath,
			duration,
			language,
			maxSpeakers,
			seed,
			signal,
		});
		this.recognized.set(key, recognition);
		return recognition;
	}

	private async inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
		const folder = await mkdtemp(join(tmpdir(), 'koldan-recognition-'));
		try {
			return await work(folder);
		} finally {
			await rm(folder, { recursive: true, force: true });
		}
	}
}

const speakerLabel = (speaker = 0) => `SPEAKER_${String(speaker).padStart(2, '0')}`;

/** Which channels to recognise, and how their speakers are called. */
function tracksOf(
	diarization: DiarizationOptions | null,
	channels: number,
): Array<Pick<RecognizedTrack, 'channel' | 'label'>> {
	if (!diarization?.enabled) return [{ channel: null, label: () => null }];
	if (diarization.mode !== 'CHANNEL') return [{ channel: null, label: speakerLabel }];
	const mapping = diarization.channelMapping ?? [];
	const missing = mapping.find(({ channel }) => channel >= channels);
	if (missing) {
		throw new AudioError(
			'CHANNEL_DIARIZATION_FAILED',
			`Channel ${missing.channel} is mapped, but the recording has ${channels} channel(s).`,
		);
	}
	return Array.from({ length: channels }, (_, channel) => {
		const label = mapping.find((entry) => entry.channel === channel)?.label;
		return { channel, label: () => label ?? speakerLabel(channel) };
	});
}
