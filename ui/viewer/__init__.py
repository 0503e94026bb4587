"""The viewer: pictures of clips, previews and takes in the clip's own colour, compared frame by frame."""
