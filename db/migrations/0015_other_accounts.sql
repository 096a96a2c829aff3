-- An item goes to another account of the institution than the one it names, or parts of it to several.

alter table decision drop constraint decision_resolution_check;
alter table decision add constraint decision_resolution_check check (resolution in ('correct', 'post', 'return', 'chargeback', 'adjust', 'recredit',
  'deny', 'refer', 'forward', 'reject', 'dishonor', 'contest', 'refuse', 'release', 'rekey', 'move', 'split', 'hold'));
