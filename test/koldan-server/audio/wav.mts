import { open } from 'node:fs/promises';
import { AudioError } from './audio-error.mts';

/** What a WAV file's chunks say. */
export interface WavInfo {
	/** 1: PCM; 3: IEEE float; others: compressed. `WAVE_FORMAT_EXTENSIBLE` is resolved. */
	format: number;
	channels: number;
	/** Frames a second. */
	sampleRate: number;
	bitsPerSample: number;
	/** Bytes of one frame (a sample of each channel). */
	frameSize: number;
	/** Where the samples begin in the file. */
	dataOffset: number;
	/** Bytes of samples. */
	dataSize: number;
	/** Seconds. */
	duration: number;
}

const EXTENSIBLE = 0xfffe;
/** Sizes that encoders write when they can't seek back: the data goes on to the end of the file. */
const STREAMED_SIZES = new Set([0, 0xffffffff]);

/**
 * Walks the chunks of a WAV file.
 *
 * @throws AudioError FILE_CORRUPTED when the chunks contradict each other or the file ends too early,
 *   EMPTY_AUDIO when there are no samples
 */
export async function readWavInfo(path: string): Promise<WavInfo> {
	const file = await open(path);
	try {
		const { size: fileSize } = await file.stat();
		const header = Buffer.alloc(40);
		let format: Omit<WavInfo, 'dataOffset' | 'dataSize' | 'duration'> | undefined;
		let position = 12;
		while (position + 8 <= fileSize) {
			const { bytesRead } = await file.read(header, 0, header.length, position);
			const chunkId = header.toString('latin1', 0, 4);
			const chunkSize = header.readUInt32LE(4);
			if (chunkId === 'fmt ') {
				if (bytesRead < 24 || chunkSize < 16)
					throw new AudioError('FILE_CORRUPTED', 'The WAV format chunk is too short.');
				const tag = header.readUInt16LE(8);
				format = {
					format: tag === EXTENSIBLE && bytesRead >= 34 ? header.readUInt16LE(32) : tag,
					channels: header.readUInt16LE(10),
					sampleRate: header.readUInt32LE(12),
					frameSize: header.readUInt16LE(20),
					bitsPerSample: header.readUInt16LE(22),
				};
			} else if (chunkId === 'data') {
				return withData(format, position + 8, chunkSize, fileSize);
			}
			position += 8 + chunkSize + (chunkSize % 2);
		}
		throw new AudioError('FILE_CORRUPTED', 'The WAV file ends before its audio data.');
	} finally {
		await file.close();
	}
}

function withData(
	format: Omit<WavInfo, 'dataOffset' | 'dataSize' | 'duration'> | undefined,
	dataOffset: number,
	declaredSize: number,
	fileSize: number,
): WavInfo {
	if (!format || format.channels === 0 || format.sampleRate === 0 || format.frameSize === 0) {
		throw new AudioError(
			'FILE_CORRUPTED',
			'The WAV file has no valid format chunk before its audio data.',
		);
	}
	const present = fileSize - dataOffset;
	if (!STREAMED_SIZES.has(declaredSize) && declaredSize > present) {
		throw new AudioError(
			'FILE_CORRUPTED',
			`The WAV file is cut off: ${present} of ${declaredSize} bytes of audio data are there.`,
		);
	}
	const dataSize = STREAMED_SIZES.has(declaredSize) ? present : declaredSize;
	const frames = Math.floor(dataSize / format.frameSize);
	if (frames === 0)
		throw new AudioError('EMPTY_AUDIO', 'The file contains no audio: its duration is zero.');
	return { ...format, dataOffset, dataSize, duration: frames / format.sampleRate };
}

/** The 44 bytes before the samples of a 16-bit PCM WAV file. */
export function wavHeader(options: {
	sampleRate: number;
	channels: number;
	dataSize: number;
}): Buffer {
	const { sampleRate, channels, dataSize } = options;
	const header = Buffer.alloc(44);
	header.write('RIFF', 0, 'latin1');
	header.writeUInt32LE(36 + dataSize, 4);
	header.write('WAVEfmt ', 8, 'latin1');
	header.writeUInt32LE(16, 16);
	header.writeUInt16LE(1, 20);
	header.writeUInt16LE(channels, 22);
	header.writeUInt32LE(sampleRate, 24);
	header.writeUInt32LE(sampleRate * channels * 2, 28);
	header.writeUInt16LE(channels * 2, 32);
	header.writeUInt16LE(16, 34);
	header.write('data', 36, 'latin1');
	header.writeUInt32LE(dataSize, 40);
	return header;
}
