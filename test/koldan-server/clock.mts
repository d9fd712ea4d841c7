import { performance } from 'node:perf_hooks';
import type { Behaviour } from './behaviour.mts';

const UNIT_MS = { seconds: 1_000, milliseconds: 1, microseconds: 0.001 } as const;

/** The server's clock: Unix milliseconds (with a fraction for microseconds), as precise as its timestamps. */
export class Clock {
	private readonly behaviour: Behaviour;

	constructor(behaviour: Behaviour) {
		this.behaviour = behaviour;
	}

	now(): number {
		const exact = performance.timeOrigin + performance.now() + this.behaviour.clockSkewMs;
		const unit = UNIT_MS[this.behaviour.timestamps];
		return round(Math.floor(exact / unit) * unit);
	}

	/** ISO 8601 in the precision and zone chosen. */
	format(time: number): string {
		const { timestamps, timestampZone } = this.behaviour;
		const offsetMs = timestampZone === '+03:00' ? 3 * 3_600_000 : 0;
		const whole = Math.floor(time);
		const base = new Date(whole + offsetMs).toISOString();
		const seconds = base.slice(0, 19);
		const millis = base.slice(20, 23);
		const micros = String(Math.round((time - whole) * 1_000)).padStart(3, '0');
		const fraction = {
			seconds: '',
			milliseconds: `.${millis}`,
			microseconds: `.${millis}${micros}`,
		}[timestamps];
		return `${seconds}${fraction}${timestampZone}`;
	}
}

/** Unix milliseconds, down to microseconds, of an ISO 8601 date-time; NaN if it is none. */
export function parseTimestamp(text: string): number {
	const match = /^(\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?([Zz]|[+-]\d\d:\d\d)$/.exec(
		text,
	);
	if (!match) return NaN;
	const [, seconds, fraction = '', zone] = match;
	const micros = Number(fraction.padEnd(6, '0').slice(0, 6));
	return round(Date.parse(`${seconds}${zone}`) + micros / 1_000);
}

/** Removes what binary fractions add below a microsecond. */
function round(time: number): number {
	return Math.round(time * 1_000) / 1_000;
}
