/** Tells a waiting person what goes on: one line that is rewritten on a terminal, a line now and then elsewhere. */
export interface Progress {
	/** What is being done now, for example `Downloading n8n 2.41.1`. */
	step(text: string): void;
	/** Ends the display; what was written stays. */
	done(): void;
}

const ON_TERMINAL_MS = 500;
const ELSEWHERE_MS = 15_000;

const minutes = (ms: number) => {
	const seconds = Math.floor(ms / 1000);
	return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
};

/**
 * Starts showing progress on `output`: the step, the time since the start (m:ss), and what `detail` says at that moment.
 * `detail` may be slow; it is never asked twice at a time.
 */
export function startProgress(output: NodeJS.WriteStream, detail: () => Promise<string>): Progress {
	const started = Date.now();
	let text = '';
	let busy = false;
	let over = false;
	const show = async () => {
		if (busy || over || !text) return;
		busy = true;
		const more = await detail().catch(() => '');
		busy = false;
		if (over) return;
		const line = `${text}: ${minutes(Date.now() - started)}${more ? `, ${more}` : ''}`;
		output.write(
			output.isTTY ? `\r\u001b[2K${line.slice(0, (output.columns ?? 80) - 1)}` : `${line}\n`,
		);
	};
	const timer = setInterval(show, output.isTTY ? ON_TERMINAL_MS : ELSEWHERE_MS);
	return {
		step(next) {
			text = next;
			if (output.isTTY) void show();
			else output.write(`${next} …\n`);
		},
		done() {
			over = true;
			clearInterval(timer);
			if (output.isTTY) output.write('\r\u001b[2K');
		},
	};
}
