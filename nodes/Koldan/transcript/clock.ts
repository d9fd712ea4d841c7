const TWO_DIGITS = Array.from({ length: 100 }, (_, n) => String(n).padStart(2, '0'));
const THREE_DIGITS = Array.from({ length: 1000 }, (_, n) => String(n).padStart(3, '0'));

/** `01:02:03` for whole seconds; three digits of hours where it takes them. */
export function clockTime(seconds: number): string {
	const minutes = Math.floor(seconds / 60);
	const hours = Math.floor(minutes / 60);
	const written = hours < 100 ? TWO_DIGITS[hours] : String(hours);
	return `${written}:${TWO_DIGITS[minutes % 60]}:${TWO_DIGITS[seconds % 60]}`;
}

/** Writes times with milliseconds. Times mostly go on from one to the next, so the minute is kept. */
export class Clock {
	private minute = -1;
	private written = '';
	private readonly seconds: readonly string[];

	/** @param point What stands between seconds and milliseconds. */
	constructor(point: string) {
		this.seconds = TWO_DIGITS.slice(0, 60).map((second) => second + point);
	}

	at(milliseconds: number): string {
		const second = Math.floor(milliseconds / 1000);
		const minute = Math.floor(second / 60);
		if (minute !== this.minute) {
			this.minute = minute;
			this.written = clockTime(minute * 60).slice(0, -2);
		}
		return (
			this.written + this.seconds[second - minute * 60] + THREE_DIGITS[milliseconds - second * 1000]
		);
	}
}
