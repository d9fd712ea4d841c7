/** Pictures that follow each other, as one that moves. */
import sharp from 'sharp';

/** The width of an animated picture in pixels. */
const WIDTH = 1000;

/** One picture of an animation, and how long it stays. */
export interface Frame {
	/** A PNG file; all of an animation have the same size. */
	path: string;
	milliseconds: number;
}

/** Writes frames as a WebP file that repeats without end. */
export async function animate(frames: readonly Frame[], path: string): Promise<void> {
	const pictures = await Promise.all(
		frames.map(async (frame) => await sharp(frame.path).resize({ width: WIDTH }).png().toBuffer()),
	);
	await sharp(pictures, { join: { animated: true } })
		.webp({
			quality: 80,
			effort: 6,
			loop: 0,
			delay: frames.map(({ milliseconds }) => milliseconds),
		})
		.toFile(path);
}
