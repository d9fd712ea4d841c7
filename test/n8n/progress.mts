/** Tells a waiting person what goes on: one line that is rewritten on a terminal, a line now and then elsewhere. */
export interface Progress {
	/** What is being done now, for example `Fetching n8n`; `detail` is asked again and again for how far it is. */
	step(text: string, detail?: () => Promise<string>): void;
	/** Ends the display; what was written stays. */
	done(): void;
}

const ON_TERMINAL_MS = 500;
const ELSEWHERE_MS = 15_000;

const minutes = (ms: number) => {
	const seconds = Math.floor(ms / 1000);
	return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
};

/** Starts showing progress on `output`: the step, the time since the start (m:ss), and the step's detail. */
export function startProgress(output: NodeJS.WriteStream): Progress {
	const started = Date.now();
	let text = '';
	let ask: () => Promise<string> = async () => '';
	let busy = false;
	let over = false;
	const show = async () => {
		if (busy || over || !text) return;
		busy = true;
		const more = await ask().catch(() => '');
		busy = false;
		if (over) return;
		const line = `${text}: ${minutes(Date.now() - started)}${more ? `, ${more}` : ''}`;
		output.write(
			output.isTTY ? `\r\u001b[2K${line.slice(0, (output.columns || 80) - 1)}` : `${line}\n`,
		);
	};
	const timer = setInterval(show, output.isTTY ? ON_TERMINAL_MS : ELSEWHERE_MS);
	return {
		step(next, detail = async () => '') {
			text = next;
			ask = detail;
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
