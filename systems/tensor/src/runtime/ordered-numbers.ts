/** A set of integers in order: a treap whose priorities are hashes, so that it is balanced whatever comes. Every operation is O(log n). */
interface Branch { readonly key: number; readonly priority: number; left: Branch | undefined; right: Branch | undefined }

const priorityOf = (key: number): number => {
  let h = Math.imul((key % 4294967296 | 0) ^ Math.imul(Math.floor(key / 4294967296), 0x85ebca6b), 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return (h ^ (h >>> 13)) >>> 0;
};

/** Those below `key`, and the others. */
function split(tree: Branch | undefined, key: number): [Branch | undefined, Branch | undefined] {
  if (!tree) return [undefined, undefined];
  if (tree.key < key) { const [low, high] = split(tree.right, key); tree.right = low; return [tree, high]; }
  const [low, high] = split(tree.left, key);
  tree.left = high;
  return [low, tree];
}
/** Of two trees, all of one below all of the other. */
function merge(low: Branch | undefined, high: Branch | undefined): Branch | undefined {
  if (!low || !high) return low ?? high;
  if (low.priority > high.priority) { low.right = merge(low.right, high); return low; }
  high.left = merge(low, high.left);
  return high;
}

export class OrderedNumbers {
  #root: Branch | undefined;
  /** `key` must not be there yet. */
  add(key: number): void {
    const [low, high] = split(this.#root, key);
    this.#root = merge(merge(low, { key, priority: priorityOf(key), left: undefined, right: undefined }), high);
  }
  delete(key: number): void {
    const [low, rest] = split(this.#root, key), [, high] = split(rest, key + 1);
    this.#root = merge(low, high);
  }
  /** The smallest that is not below `key`. */
  atLeast(key: number): number | undefined {
    let found: number | undefined;
    for (let tree = this.#root; tree;) if (tree.key >= key) { found = tree.key; tree = tree.left; } else tree = tree.right;
    return found;
  }
  largest(): number | undefined {
    let tree = this.#root;
    while (tree?.right) tree = tree.right;
    return tree?.key;
  }
}
