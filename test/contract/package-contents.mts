/** The parts of a published `package.json` that the checks look at. */
export type Manifest = {
	dependencies?: Record<string, string>;
	optionalDependencies?: Record<string, string>;
	bundleDependencies?: string[] | boolean;
	bundledDependencies?: string[] | boolean;
	n8n?: { nodes?: string[]; credentials?: string[] };
};

/** What may be published: compiled code, icons, codex files, previews of output, and what npm always adds. */
const publishable = [
	/^(package\.json|README\.md|LICENSE\.md|CHANGELOG\.md)$/,
	/^dist\/(nodes|credentials)\/([\w-]+\/)*[\w-]+(\.(node|credentials))?\.js$/,
	/^dist\/nodes\/([\w-]+\/)*[\w-]+\.node\.json$/,
	/^dist\/nodes\/[\w-]+\/__schema__\/v\d+\.\d+\.\d+(\/\w+\/\w+)?\.json$/,
	/^dist\/(icons|nodes|credentials)\/([\w.-]+\/)*[\w.-]+\.(svg|png)$/,
];
/** Everybody who installs the package downloads this much at most, in bytes. */
const MAX_PACKED_SIZE = 150_000;
const notForUsers = /(^|\/)(tests?|__tests__|__mocks__|fixtures)(\/|$)/;

/**
 * What is wrong with a package's contents, one sentence each; empty when nothing is.
 *
 * @param files paths in the tarball, relative to the package, with `/`
 * @param manifest the `package.json` in it
 * @param packedSize the tarball's size in bytes
 */
export function contentProblems(files: string[], manifest: Manifest, packedSize: number): string[] {
	const strays = files.filter(
		(file) => notForUsers.test(file) || !publishable.some((pattern) => pattern.test(file)),
	);
	const { dependencies, optionalDependencies, bundleDependencies, bundledDependencies } = manifest;
	const bundled = [bundleDependencies, bundledDependencies].flat().filter(Boolean);
	const needed = [
		...Object.keys({ ...dependencies, ...optionalDependencies }),
		...bundled.map((name) => (name === true ? 'bundled packages' : String(name))),
	];
	const entries = [...(manifest.n8n?.nodes ?? []), ...(manifest.n8n?.credentials ?? [])];
	return [
		...strays.map((file) => `${file} does not belong in the package.`),
		...needed.map(
			(name) => `The package needs ${name} at run time; n8n's verified packages may not.`,
		),
		...entries
			.filter((entry) => !files.includes(entry))
			.map((entry) => `package.json names ${entry}, which is not in the package. Build it first.`),
		...(entries.length === 0 ? ['package.json names no nodes or credentials.'] : []),
		...(packedSize > MAX_PACKED_SIZE
			? [`The tarball has ${packedSize} bytes, more than ${MAX_PACKED_SIZE}.`]
			: []),
	];
}
