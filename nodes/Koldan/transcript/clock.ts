const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** `01:02:03` for whole seconds; more digits of hours where it takes them. */
export function clockTime(seconds: number): string {
	const minutes = Math.floor(seconds / 60);
	const hours = Math.floor(minutes / 60);
	return `${twoDigits(hours)}:${twoDigits(minutes % 60)}:${twoDigits(seconds % 60)}`;
}

const MILLISECONDS = Array.from({ length: 1000 }, (_, n) => String(n).padStart(3, '0'));

/** Writes times with milliseconds. Times mostly go on from one to the next, so the minute is kept. */
export class Clock {
	private minute = -1;
	private written = '';
	private readonly seconds: readonly string[];

	/** @param point What stands between seconds and milliseconds. */
	constructor(point: string) {
		this.seconds = Array.from({ length: 60 }, (_, n) => twoDigits(n) + point);
	}

	at(milliseconds: number): string {
		const second = Math.floor(milliseconds / 1000);
		const minute = Math.floor(second / 60);
		if (minute !== this.minute) {
			this.minute = minute;
			this.written = clockTime(minute * 60).slice(0, -2);
		}
		const seconds = this.seconds[second - minute * 60];
		return this.written + seconds + MILLISECONDS[milliseconds - second * 1000];
	}
}
