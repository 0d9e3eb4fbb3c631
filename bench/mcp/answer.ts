/** What every server of the benchmark answers: about 3.5 kB, the size of a usual listing. */
export const ANSWER = {
  entries: Array.from({ length: 20 }, (_, index) => ({
    id: `AXkp3vQ7b9Lk2sT${String(index).padStart(5, '0')}`,
    name: `Virtual User ${index}`,
    description: 'Browses the shop, signs in and orders.',
    url: `http://localhost:8091/ui/workspace/AXkp3vQ7b9Lk2sT00001/project/AXkp3vQ7b9Lk2sT00002/design/virtual-user/AXkp3vQ7b9Lk2sT${String(index).padStart(5, '0')}`,
  })),
};
export const BENCH_TOOL = 'bench_answer';

/** Starts listening and tells the parent process. */
export async function listenAndSay(listen: () => Promise<unknown>): Promise<void> {
  await listen();
  process.send?.('ready');
}
