import MartletEmbed

EmbedCommand.main()
