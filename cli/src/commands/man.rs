//! `man`: manual pages made from the command line's own help.

use std::io;

use clap::Command;
use clap_mangen::Man;

use super::fail;
use crate::args;
use crate::exit::Exit;
use crate::message::{Event, Sink, Trouble};
use crate::outputs;

/// Runs the command.
pub(super) fn run(args: &args::Man, sink: &mut dyn Sink) -> Exit {
    let mut root = args::command();
    root.build();
    match pages(args, &root) {
        Err(trouble) => fail(trouble, sink),
        Ok(pages) => match &args.out_dir {
            None => {
                for (_, page) in pages {
                    sink.tell(Event::Bytes(page));
                }
                Exit::Done
            }
            Some(folder) => {
                let written = pages
                    .iter()
                    .map(|(name, page)| outputs::stage(&folder.join(name), page))
                    .collect::<Result<Vec<_>, _>>()
                    .and_then(|mut staged| outputs::commit(&mut staged));
                match written {
                    Ok(()) => Exit::Done,
                    Err(trouble) => fail(trouble, sink),
                }
            }
        },
    }
}

type Page = (String, Vec<u8>);

fn pages(args: &args::Man, root: &Command) -> Result<Vec<Page>, Trouble> {
    let commands = || {
        root.get_subcommands()
            .filter(|each| each.get_name() != "help")
    };
    if args.out_dir.is_some() {
        return std::iter::once(root).chain(commands()).map(page).collect();
    }
    let command = match &args.command {
        None => root,
        Some(name) => commands()
            .find(|each| {
                each.get_name() == name || each.get_all_aliases().any(|alias| alias == name)
            })
            .ok_or_else(|| {
                let names: Vec<&str> = commands().map(Command::get_name).collect();
                let trouble = Trouble::usage(format!(
                    "`{name}` is not a command; there are: {}",
                    names.join(", ")
                ));
                match args::nearest(name, names.iter().copied()) {
                    Some(near) => trouble.with_help(format!("did you mean `{near}`?")),
                    None => trouble,
                }
            })?,
    };
    Ok(vec![page(command)?])
}

fn page(command: &Command) -> Result<Page, Trouble> {
    let name = command
        .get_display_name()
        .unwrap_or_else(|| command.get_name())
        .to_owned();
    let man = Man::new(command.clone());
    let mut text = Vec::new();
    let failed = |error: io::Error| Trouble::internal(&error.to_string());
    man.render(&mut text).map_err(failed)?;
    Ok((format!("{name}.1"), text))
}
