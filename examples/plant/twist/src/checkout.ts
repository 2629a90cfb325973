import { join } from 'node:path';
import { layRepository } from '../../kit/repository.ts';

const FILES = {
  '.gitignore': 'target/\nnode_modules/\n',
  'Anchor.toml': '[programs.devnet]\ntwist_token = "TWSTxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"\n',
  'Cargo.lock': '# Nothing is compiled here.\n',
  'programs/twist-token/src/lib.rs': '// Rounding of rewards is fixed.\n',
};

/** The checkout of the program below the state folder. The plant's `anchor` only acts as if it built what is there. */
export function layCheckout(folder: string): void {
  layRepository(join(folder, 'checkout'), FILES, 'Fix rounding of rewards');
}
